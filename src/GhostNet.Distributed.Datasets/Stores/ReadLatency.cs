namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>How long the latest reads took: when a read is slow is not a constant, but depends on the store, the line and the size of the images. Safe for concurrent use.</summary>
internal sealed class ReadLatency
{
    private const int Kept = 128;
    private const int Enough = 20;

    private readonly Lock _lock = new();
    private readonly TimeSpan[] _latest = new TimeSpan[Kept];
    private readonly double _quantile;
    private readonly TimeSpan _shortest;
    private readonly TimeSpan _longest;
    private long _count;

    internal ReadLatency(double quantile, TimeSpan shortest, TimeSpan longest)
    {
        (_quantile, _shortest, _longest) = (quantile, shortest, longest);
        Slow = longest;
    }

    /// <summary>The wait after which a read counts as slow.</summary>
    internal TimeSpan Slow { get; private set; }

    internal void Add(TimeSpan took)
    {
        lock (_lock)
        {
            _latest[_count++ % Kept] = took;
            // Sorting 128 numbers at each eighth read costs nothing beside a read, and the quantile does not jump in between.
            if (_count >= Enough && _count % 8 == 0)
            {
                var sorted = _latest[..(int)Math.Min(_count, Kept)];
                Array.Sort(sorted);
                var found = sorted[(int)(_quantile * (sorted.Length - 1))];
                Slow = found < _shortest ? _shortest : found > _longest ? _longest : found;
            }
        }
    }
}
