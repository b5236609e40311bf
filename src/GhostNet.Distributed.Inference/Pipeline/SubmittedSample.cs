namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>A sample on its way: its bytes, and whom to tell.</summary>
internal readonly record struct SubmittedSample(ReadOnlyMemory<byte> Encoded, IOutcomeReceiver Receiver, long Tag, CancellationToken Cancellation)
{
    /// <summary>How long decoding, resizing and inference may take; null for no limit.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>True for a sample that gets a batch to itself, since a batch that it was in took too long and any of its samples may be the cause.</summary>
    public bool IsAlone { get; init; }
}
