using System.Collections.Immutable;

namespace GhostNet.Distributed.Grains;

/// <summary>What a worker tells the coordinator of a job, and asks of it.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.ExchangeRequest")]
public sealed record ExchangeRequest
{
    /// <summary>Name of the worker's silo.</summary>
    [Id(0)]
    public required string Host { get; init; }

    /// <summary>Shards whose result blob exists since the last exchange that was answered, whoever wrote it.</summary>
    [Id(1)]
    public ImmutableArray<ShardReport> Accepted { get; init; } = [];

    /// <summary>Leases that the worker still works on; they are renewed.</summary>
    [Id(2)]
    public ImmutableArray<ShardAttempt> Held { get; init; } = [];

    /// <summary>Leases that the worker gives up.</summary>
    [Id(3)]
    public ImmutableArray<ReturnedLease> Returned { get; init; } = [];

    /// <summary>How many more shards the worker could begin now.</summary>
    [Id(4)]
    public int Want { get; init; }
}

/// <summary>What the coordinator answers.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.ExchangeReply")]
public sealed record ExchangeReply
{
    /// <summary>The spec, so that a worker needs nothing else to begin.</summary>
    [Id(0)]
    public required JobSpec Spec { get; init; }

    /// <summary>Where the job stands; when it is final, the worker drops what it holds.</summary>
    [Id(1)]
    public required JobState State { get; init; }

    /// <summary>Leases granted.</summary>
    [Id(2)]
    public ImmutableArray<ShardLease> Granted { get; init; } = [];

    /// <summary>Held leases that are no longer the worker's: accepted by another, or given to another after they ended.</summary>
    [Id(3)]
    public ImmutableArray<ShardAttempt> Lost { get; init; } = [];

    /// <summary>How long a lease lasts without a renewal.</summary>
    [Id(4)]
    public required TimeSpan LeaseDuration { get; init; }

    /// <summary>When to ask again if nothing happens before.</summary>
    [Id(5)]
    public required TimeSpan NextExchange { get; init; }
}

/// <summary>A shard and which try at it.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.ShardAttempt")]
public readonly record struct ShardAttempt([property: Id(0)] ShardId Shard, [property: Id(1)] AttemptNumber Attempt);

/// <summary>A shard that the ledger holds, with the tally of the attempt that won.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.ShardReport")]
public readonly record struct ShardReport([property: Id(0)] ShardAttempt Attempt, [property: Id(1)] Tally Tally);

/// <summary>A lease that is given up: because the worker stops (no fault), or because the shard as a whole could not be worked on (the fault says why).</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.ReturnedLease")]
public readonly record struct ReturnedLease([property: Id(0)] ShardAttempt Attempt, [property: Id(1)] string? Fault);
