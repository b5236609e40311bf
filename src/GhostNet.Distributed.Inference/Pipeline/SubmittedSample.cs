namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>A sample on its way: its bytes, and whom to tell.</summary>
internal readonly record struct SubmittedSample(ReadOnlyMemory<byte> Encoded, IOutcomeReceiver Receiver, long Tag, CancellationToken Cancellation);
