namespace GhostNet.Distributed;

/// <summary>Which try at a shard this is, from 1. For diagnosis only: the ledger decides which result counts.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.AttemptNumber")]
public readonly record struct AttemptNumber([property: Id(0)] int Value);
