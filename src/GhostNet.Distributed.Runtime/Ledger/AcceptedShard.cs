namespace GhostNet.Distributed.Runtime.Ledger;

/// <summary>What the ledger holds of a shard, for good; a closed set.</summary>
public abstract record AcceptedShard
{
    private AcceptedShard(ShardId shard) => Shard = shard;

    /// <summary>The shard, piece or canary range.</summary>
    public ShardId Shard { get; }

    /// <summary>It is done, and these are its counts.</summary>
    public sealed record Result(ShardId Id, Tally Tally) : AcceptedShard(Id);

    /// <summary>It will never be done as a whole: its halves count instead.</summary>
    public sealed record Split(ShardId Id, ShardSplit Marker) : AcceptedShard(Id);
}
