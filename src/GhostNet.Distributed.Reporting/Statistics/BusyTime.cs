namespace GhostNet.Distributed.Reporting;

/// <summary>
/// The time during which at least one of many intervals was open: the length of their union. A pause that no interval covers, such as the one between a kill and a
/// restart, is not counted; time that several cover is counted once.
/// </summary>
public sealed class BusyTime
{
    // Twice the parts kept after the last merge, but at least this many, are collected before the next merge: memory follows the number of gaps, not of intervals.
    private const int MergeAt = 4096;

    private readonly List<(long Start, long End)> _parts = [];
    private int _mergeAt = MergeAt;

    /// <summary>The length of the union of all intervals added so far.</summary>
    public TimeSpan Total
    {
        get
        {
            Merge();
            return new TimeSpan(_parts.Sum(p => p.End - p.Start));
        }
    }

    /// <summary>Adds the interval from <paramref name="start"/> to <paramref name="end"/>; one that ends before it starts (a clock was set back) has no length.</summary>
    public void Add(DateTimeOffset start, DateTimeOffset end)
    {
        if (end <= start)
        {
            return;
        }

        _parts.Add((start.UtcTicks, end.UtcTicks));
        if (_parts.Count >= _mergeAt)
        {
            Merge();
            _mergeAt = Math.Max(MergeAt, 2 * _parts.Count);
        }
    }

    private void Merge()
    {
        _parts.Sort();
        var kept = 0;
        for (var i = 1; i < _parts.Count; i++)
        {
            var (start, end) = _parts[i];
            if (start <= _parts[kept].End)
            {
                _parts[kept] = (_parts[kept].Start, Math.Max(_parts[kept].End, end));
            }
            else
            {
                _parts[++kept] = (start, end);
            }
        }

        if (_parts.Count > 0)
        {
            _parts.RemoveRange(kept + 1, _parts.Count - kept - 1);
        }
    }
}
