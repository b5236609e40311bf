namespace GhostNet.Distributed.Runtime.Ledger;

/// <summary>
/// An attempt that was written down before it was granted: by a coordinator that was recovered, or at a shard that has killed a worker. What is left of it when the coordinator dies
/// with the worker is the only evidence against the shard.
/// </summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Silo">The silo that it was granted to.</param>
public sealed record Trial(Grains.ShardAttempt Attempt, string Silo);
