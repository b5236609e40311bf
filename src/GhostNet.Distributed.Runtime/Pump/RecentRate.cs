namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>Samples a second over about the last half minute. Not safe for concurrent use.</summary>
internal sealed class RecentRate(TimeProvider time)
{
    private const int Seconds = 30;

    private readonly long _start = time.GetTimestamp();
    private readonly long[] _counts = new long[Seconds];
    private long _second;

    /// <summary>The rate; of a worker that has just started, over the time it has run, but at least a second.</summary>
    public double PerSecond
    {
        get
        {
            Forget();
            return _counts.Sum() / Math.Clamp(time.GetElapsedTime(_start).TotalSeconds, 1, Seconds);
        }
    }

    /// <summary>So many samples were finished now.</summary>
    public void Add(long samples)
    {
        Forget();
        _counts[_second % Seconds] += samples;
    }

    private void Forget()
    {
        var now = (long)time.GetElapsedTime(_start).TotalSeconds;
        for (var second = Math.Max(_second + 1, now - Seconds + 1); second <= now; second++)
        {
            _counts[second % Seconds] = 0;
        }

        _second = Math.Max(_second, now);
    }
}
