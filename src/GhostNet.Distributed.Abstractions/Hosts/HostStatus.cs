using System.Collections.Immutable;

namespace GhostNet.Distributed;

/// <summary>One node of the cluster.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.HostStatus")]
public sealed record HostStatus
{
    /// <summary>The machine and process; null when the node does not answer.</summary>
    [Id(0)]
    public HostFacts? Host { get; init; }

    /// <summary>Digests of the models that are loaded.</summary>
    [Id(1)]
    public ImmutableArray<string> Models { get; init; } = [];

    /// <summary>Shards that the node works on.</summary>
    [Id(2)]
    public int ShardsInWork { get; init; }

    /// <summary>Samples that the node has finished since it started.</summary>
    [Id(3)]
    public long Samples { get; init; }

    /// <summary>When the node started, UTC.</summary>
    [Id(4)]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Name of the silo.</summary>
    [Id(5)]
    public required string Name { get; init; }

    /// <summary>What the cluster holds of the node.</summary>
    [Id(6)]
    public required HostState State { get; init; }

    /// <summary>Samples a second over about the last half minute; 0 when the node is idle.</summary>
    [Id(7)]
    public double SamplesPerSecond { get; init; }

    /// <summary>What the node waits for, such as a store that does not answer; null while it does not.</summary>
    [Id(8)]
    public string? Waiting { get; init; }
}

/// <summary>What a cluster holds of a node.</summary>
[GenerateSerializer, Alias("ghostnet.HostState")]
public enum HostState
{
    /// <summary>Starting, and not yet given work.</summary>
    Joining,

    /// <summary>A member that answers.</summary>
    Active,

    /// <summary>A member that did not answer in time.</summary>
    Silent,

    /// <summary>Stopping; it finishes or hands back what it holds.</summary>
    Leaving,
}
