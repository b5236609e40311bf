namespace GhostNet.Distributed.Inference.Sessions.Choice;

/// <summary>What a measurement has taught of a model on a processor, and what its plain graph answers to the first test image.</summary>
internal sealed record MeasuredModel(IReadOnlyList<GraphTiming> Timings, float[] PlainScores);
