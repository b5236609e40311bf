namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>Where the time of one inference call went, and of what it was prepared with.</summary>
/// <param name="Samples">Images of the call.</param>
/// <param name="Decode">Decoding them, together.</param>
/// <param name="Resize">Resizing them, together.</param>
/// <param name="Infer">The call.</param>
public readonly record struct BatchTimings(int Samples, TimeSpan Decode, TimeSpan Resize, TimeSpan Infer);
