namespace GhostNet.Distributed;

/// <summary>One model on one node.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.ModelHostStatus")]
public sealed record ModelHostStatus
{
    /// <summary>The node.</summary>
    [Id(0)]
    public required HostFacts Host { get; init; }

    /// <summary>SHA-256 of the model's <c>.onnx</c> file.</summary>
    [Id(1)]
    public required string ModelDigest { get; init; }

    /// <summary>Whether the session is ready.</summary>
    [Id(2)]
    public required bool Loaded { get; init; }

    /// <summary>When it became ready, UTC; null while it is not.</summary>
    [Id(3)]
    public DateTimeOffset? LoadedAt { get; init; }
}
