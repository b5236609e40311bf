using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>Phase and attempts of every shard: eight bytes for each of the plan's, since there may be 100,000; a dictionary for pieces and canary ranges, which are few.</summary>
internal sealed class ShardBook(JobPlan plan, ImmutableArray<ShardRange> canaryRanges)
{
    private readonly Entry[] _wholes = new Entry[plan.Shards];
    private readonly Dictionary<ShardId, Entry> _others = [];

    /// <summary>Where a shard stands.</summary>
    public ShardPhase this[ShardId shard]
    {
        get => EntryOf(shard).Phase;
        set => EntryOf(shard).Phase = value;
    }

    /// <summary>Pieces and canary ranges.</summary>
    public IEnumerable<ShardId> Others => _others.Keys;

    /// <summary>Whether there is such a shard, and a piece's parent was split.</summary>
    public bool Has(ShardId shard) => IsWhole(shard) ? (uint)shard.Value < (uint)_wholes.Length : _others.ContainsKey(shard);

    /// <summary>A piece or canary range comes into being, open.</summary>
    public void Add(ShardId shard) => _others.TryAdd(shard, default);

    /// <summary>The samples of a shard.</summary>
    public ShardRange RangeOf(ShardId shard) => shard.Architecture is null ? plan.RangeOf(shard) : canaryRanges[shard.Value];

    /// <summary>The number of a new attempt.</summary>
    public AttemptNumber NextAttempt(ShardId shard) => new(++EntryOf(shard).Attempts);

    /// <summary>An earlier coordinator has come as far as this attempt.</summary>
    public void NoteAttempt(ShardId shard, AttemptNumber attempt)
    {
        ref var entry = ref EntryOf(shard);
        entry.Attempts = Math.Max(entry.Attempts, attempt.Value);
    }

    private static bool IsWhole(ShardId shard) => shard is { Piece: 0, Architecture: null };

    private ref Entry EntryOf(ShardId shard)
    {
        if (IsWhole(shard))
        {
            return ref _wholes[shard.Value];
        }

        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_others, shard);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref entry))
        {
            throw new ArgumentOutOfRangeException(nameof(shard), shard, "There is no such piece or canary range.");
        }

        return ref entry;
    }

    private struct Entry
    {
        public ShardPhase Phase;
        public int Attempts;
    }
}
