using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Ledger;

namespace GhostNet.Distributed.Runtime.Tests.Simulation;

/// <summary>What lasts: one entry a shard, the first wins.</summary>
internal sealed class SimulatedLedger
{
    private readonly Dictionary<ShardId, Entry> _entries = [];

    public enum Entry
    {
        Result,
        Split,
        Condemned,
    }

    public IReadOnlyDictionary<ShardId, Entry> Entries => _entries;

    public Dictionary<ShardAttempt, Trial> Trials { get; } = [];

    /// <summary>Results that were thrown away because another one was first.</summary>
    public int Late { get; private set; }

    public long LateSamples { get; private set; }

    /// <summary>What the ledger holds of the shard after the try.</summary>
    public Entry Create(ShardId shard, Entry entry, long samples)
    {
        if (_entries.TryAdd(shard, entry))
        {
            return entry;
        }

        if (entry == Entry.Result)
        {
            Late++;
            LateSamples += samples;
        }

        return _entries[shard];
    }

    /// <summary>How often each sample is counted, as ranges in order.</summary>
    public IReadOnlyList<(ShardRange Range, Entry Entry)> Counted(JobPlan plan) =>
        [.. _entries.Where(entry => entry.Value != Entry.Split && entry.Key.Architecture is null).Select(entry => (Range: plan.RangeOf(entry.Key), entry.Value)).OrderBy(entry => entry.Range.Start)];
}
