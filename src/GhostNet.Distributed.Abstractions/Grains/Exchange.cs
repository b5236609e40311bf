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

    // Id 4 was the number of shards wanted, before shards differed in size.

    /// <summary>The worker's silo with its generation, as text: what tells a restarted worker from the one before it under the same name.</summary>
    [Id(5)]
    public required string Silo { get; init; }

    /// <summary>
    /// Number of this exchange: each is larger than those before it of this worker for this job. A lease that was granted by an earlier exchange and is neither held, accepted nor returned in this one was lost with
    /// its answer.
    /// </summary>
    [Id(6)]
    public required long Sequence { get; init; }

    /// <summary>How many more samples the worker wants to be given; 0 for none.</summary>
    [Id(7)]
    public long WantSamples { get; init; }

    /// <summary>Samples a second that the worker has shown on this job lately; null before its first shard.</summary>
    [Id(8)]
    public double? SamplesPerSecond { get; init; }

    /// <summary>The node's labels, <c>arch</c> among them.</summary>
    [Id(9)]
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>What the worker cannot go on without, such as a store that does not answer; null while it works. For a person.</summary>
    [Id(10)]
    public string? Waiting { get; init; }
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

    /// <summary>Why this worker is given nothing, whatever it wants: labels it lacks, or that the cluster does not count its silo as alive. Null when it is not refused.</summary>
    [Id(6)]
    public string? Refusal { get; init; }

    /// <summary>The coordinator's span that the worker's follow from, as W3C trace context (<c>traceparent</c>); null when it has none, or is older than this member.</summary>
    [Id(7)]
    public string? TraceParent { get; init; }

    /// <summary>The coordinator's clock when it answered, UTC, so that a worker notices when its own is wrong; null of a coordinator that is older than this member.</summary>
    [Id(8)]
    public DateTimeOffset? Now { get; init; }
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
