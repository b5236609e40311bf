using System.Collections.Immutable;

namespace GhostNet.Distributed;

/// <summary>One live node of the cluster.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.HostStatus")]
public sealed record HostStatus
{
    /// <summary>The machine and process.</summary>
    [Id(0)]
    public required HostFacts Host { get; init; }

    /// <summary>Digests of the models that are loaded.</summary>
    [Id(1)]
    public required ImmutableArray<string> Models { get; init; }

    /// <summary>Shards that the node works on.</summary>
    [Id(2)]
    public required int ShardsInWork { get; init; }

    /// <summary>Samples that the node has finished since it started.</summary>
    [Id(3)]
    public required long Samples { get; init; }

    /// <summary>When the node started, UTC.</summary>
    [Id(4)]
    public required DateTimeOffset StartedAt { get; init; }
}
