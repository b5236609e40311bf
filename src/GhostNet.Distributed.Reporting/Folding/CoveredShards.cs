using System.Collections;

namespace GhostNet.Distributed.Reporting;

/// <summary>Which shards of a plan, and which pieces of those that were split, have a result. A shard is covered by its whole, or by both of its halves in the same way.</summary>
internal sealed class CoveredShards(JobPlan plan)
{
    // Of a plan's many shards few are split: a bit for each, and a set for those.
    private readonly BitArray _wholes = new(plan.Shards);
    private readonly Dictionary<int, HashSet<int>> _pieces = [];

    /// <summary>Remembers a shard, unless some of its samples are covered already: then the result that covers them.</summary>
    public ShardId? Cover(ShardId shard)
    {
        if (_wholes[shard.Value])
        {
            return shard.Whole;
        }

        var pieces = _pieces.GetValueOrDefault(shard.Value);
        if (pieces is not null && pieces.Where(piece => Contains(piece, shard.Piece) || Contains(shard.Piece, piece)).Order().FirstOrDefault(-1) is >= 0 and var other)
        {
            return shard with { Piece = other };
        }

        if (shard.Piece == 0)
        {
            _wholes[shard.Value] = true;
        }
        else
        {
            (pieces ?? (_pieces[shard.Value] = [])).Add(shard.Piece);
        }

        return null;
    }

    /// <summary>What is not covered, in plan order: whole shards, and the largest missing pieces of those of which there are pieces.</summary>
    public IEnumerable<ShardId> Missing() => Enumerable.Range(0, plan.Shards).Where(i => !_wholes[i]).SelectMany(i => Missing(new ShardId(i)));

    private IEnumerable<ShardId> Missing(ShardId shard)
    {
        var pieces = _pieces.GetValueOrDefault(shard.Value);
        if (pieces is null || !pieces.Any(piece => Contains(shard.Piece, piece)))
        {
            return [shard];
        }

        return pieces.Contains(shard.Piece) ? [] : [.. Missing(shard.Lower), .. Missing(shard.Upper)];
    }

    // Piece p was made by splitting piece (p − 1) / 2, so a piece is within another when going up from it comes to that one.
    private static bool Contains(int piece, int other)
    {
        while (other > piece)
        {
            other = (other - 1) / 2;
        }

        return other == piece;
    }
}
