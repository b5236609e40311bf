namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>Does the work of one lease.</summary>
internal interface IShardRunner
{
    /// <summary>
    /// Fetches, classifies and commits a shard, and returns the tally that the ledger holds, whoever wrote it; null when the shard was split meanwhile, so that its pieces count instead.
    /// </summary>
    /// <param name="spec">The job.</param>
    /// <param name="lease">The shard.</param>
    /// <param name="turn">
    /// Has room for one shard of the job, which takes it while it begins its samples: shards then end one after the other, and when a worker dies, few of them were begun in vain.
    /// </param>
    /// <param name="waiting">Is told what the threads wait for when they have no sample, for all shards of the job.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">The lease was lost, the job is over or the worker stops; nothing was committed.</exception>
    Task<Tally?> RunAsync(JobSpec spec, ShardLease lease, Budget turn, WaitingThreads waiting, CancellationToken cancellationToken);
}
