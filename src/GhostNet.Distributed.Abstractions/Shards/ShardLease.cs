namespace GhostNet.Distributed;

/// <summary>The right to work on a shard until the lease ends; it ends unless it is renewed.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.ShardLease")]
public readonly record struct ShardLease([property: Id(0)] ShardId Shard, [property: Id(1)] AttemptNumber Attempt, [property: Id(2)] ShardRange Range);
