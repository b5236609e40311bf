namespace GhostNet.Distributed.Runtime.Ledger;

/// <summary>Orders shards and their pieces by their first sample; a shard before its own lower half.</summary>
internal sealed class ManifestOrder : IComparer<ShardId>
{
    private ManifestOrder()
    {
    }

    /// <summary>The one instance.</summary>
    public static ManifestOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(ShardId x, ShardId y) => Key(x).CompareTo(Key(y));

    // A piece p of depth d is the (p + 1 − 2^d)-th of 2^d parts of its shard: exact in a double far beyond the 16 halvings of the largest shard.
    private static (string Architecture, int Shard, double Start, int Depth) Key(ShardId shard)
    {
        var depth = int.Log2(shard.Piece + 1);
        return (shard.Architecture ?? "", shard.Value, Math.ScaleB(shard.Piece + 1 - (1 << depth), -depth), depth);
    }
}
