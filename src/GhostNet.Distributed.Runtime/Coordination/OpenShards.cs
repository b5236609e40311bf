namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>
/// The shards and pieces that may be leased by anyone, lowest first: results then arrive about in manifest order. A position in the plan stands for all shards that were never leased, so a
/// long plan costs no queue.
/// </summary>
internal sealed class OpenShards(JobPlan plan, ShardBook book)
{
    // Entries of shards that are no longer open, and doubled ones, are skipped when they come up.
    private readonly PriorityQueue<ShardId, long> _again = new();
    private int _next;

    /// <summary>A shard is open again, or a piece for the first time.</summary>
    public void Add(ShardId shard) => _again.Enqueue(shard, book.RangeOf(shard).Start);

    /// <summary>Takes the lowest open shard out; null when none is open. The caller changes its phase.</summary>
    public ShardId? Take()
    {
        while (_next < plan.Shards && book[new ShardId(_next)] != ShardPhase.Open)
        {
            _next++;
        }

        while (_again.TryPeek(out var shard, out var start) && (_next == plan.Shards || start <= plan.Starts[_next]))
        {
            _again.Dequeue();
            if (book[shard] == ShardPhase.Open)
            {
                return shard;
            }
        }

        return _next < plan.Shards ? new ShardId(_next++) : null;
    }
}
