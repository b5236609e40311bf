using System.Collections.Immutable;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>The canary ranges, once for each architecture that has a worker. Beside the plan: they count toward the report's agreement only.</summary>
internal sealed class CanaryShards(ImmutableArray<ShardRange> ranges, ShardBook book)
{
    private readonly Dictionary<string, Architecture> _architectures = new(StringComparer.Ordinal);

    /// <summary>Whether the job has canary ranges.</summary>
    public bool IsNone => ranges.IsEmpty;

    /// <summary>Whether this can be a canary range of the job.</summary>
    public bool IsRange(ShardId shard) => shard is { Piece: 0, Architecture.Length: > 0 } && (uint)shard.Value < (uint)ranges.Length;

    /// <summary>An architecture has a worker, or had one.</summary>
    public void Add(string architecture)
    {
        if (IsNone || _architectures.ContainsKey(architecture))
        {
            return;
        }

        var added = _architectures[architecture] = new Architecture { Unsettled = ranges.Length };
        for (var i = 0; i < ranges.Length; i++)
        {
            var shard = new ShardId(i, 0, architecture);
            book.Add(shard);
            added.Open.Enqueue(shard, i);
        }
    }

    /// <summary>A range is open again.</summary>
    public void Open(ShardId shard) => _architectures[shard.Architecture!].Open.Enqueue(shard, shard.Value);

    /// <summary>A range is accepted or given up.</summary>
    public void Settle(ShardId shard) => _architectures[shard.Architecture!].Unsettled--;

    /// <summary>Whether every range of an architecture is accepted or given up.</summary>
    public bool IsSettled(string architecture) => IsNone || (_architectures.TryGetValue(architecture, out var known) && known.Unsettled == 0);

    /// <summary>Takes the first open range of an architecture out; one that may have killed a worker only for who holds nothing. The caller changes its phase.</summary>
    public ShardId? Take(string architecture, bool holdsNothing)
    {
        if (!_architectures.TryGetValue(architecture, out var known))
        {
            return null;
        }

        List<ShardId> passed = [];
        ShardId? taken = null;
        while (taken is null && known.Open.TryDequeue(out var shard, out _))
        {
            switch (book[shard])
            {
                case ShardPhase.Open:
                case ShardPhase.Suspect when holdsNothing:
                    taken = shard;
                    break;
                case ShardPhase.Suspect:
                    passed.Add(shard);
                    break;
            }
        }

        known.Open.EnqueueRange(passed.Select(shard => (shard, shard.Value)));
        return taken;
    }

    private sealed class Architecture
    {
        public PriorityQueue<ShardId, int> Open { get; } = new();

        public int Unsettled { get; set; }
    }
}
