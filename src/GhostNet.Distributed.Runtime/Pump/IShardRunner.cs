namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>Does the work of one lease.</summary>
internal interface IShardRunner
{
    /// <summary>
    /// Fetches, classifies and commits a shard, and returns the tally that the ledger holds, whoever wrote it; null when the shard was split meanwhile, so that its pieces count instead.
    /// </summary>
    /// <exception cref="OperationCanceledException">The lease was lost, the job is over or the worker stops; nothing was committed.</exception>
    Task<Tally?> RunAsync(JobSpec spec, ShardLease lease, CancellationToken cancellationToken);
}
