namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>A shard that has killed its workers, and what is to be written to the ledger because of it.</summary>
/// <param name="Shard">The shard or piece.</param>
/// <param name="Range">Its samples: several are split into halves, one becomes the failure <see cref="FailureKind.CrashedWorker"/>.</param>
/// <param name="Deaths">Deaths held against it.</param>
internal readonly record struct ConvictedShard(ShardId Shard, ShardRange Range, int Deaths)
{
    /// <summary>Whether it is to be split.</summary>
    public bool IsSplit => Range.Count > 1;
}
