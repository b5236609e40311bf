using System.Collections.Immutable;

namespace GhostNet.Distributed.Runtime.Ledger;

/// <summary>What a coordinator finds when it opens a job.</summary>
/// <param name="Checkpoint">The latest checkpoint; null when there is none.</param>
/// <param name="Later">What is accepted and not in the checkpoint, in manifest order; a split shard before its halves.</param>
/// <param name="Listings">How many listings it took.</param>
public sealed record RecoveredShards(Checkpoint? Checkpoint, ImmutableArray<AcceptedShard> Later, int Listings);
