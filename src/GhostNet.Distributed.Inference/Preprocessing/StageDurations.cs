namespace GhostNet.Distributed.Inference.Preprocessing;

/// <summary>How long the two halves of preprocessing took: opening and decoding; resizing, cropping and writing the tensor.</summary>
public readonly record struct StageDurations(TimeSpan Decode, TimeSpan Resize);
