namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>
/// How many samples a worker should hold of a job so that it has so much time's work: by the rate it has shown lately, so that a slow board takes less than a fast server. Times without work
/// of the job do not count: a job that had to stand back for another is not slow.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="least">Samples that are asked for before anything is known, and at least.</param>
internal sealed class WorkRate(TimeProvider time, long least)
{
    private const int Remembered = 16;

    private readonly Queue<(TimeSpan At, long Samples)> _finished = new([(TimeSpan.Zero, 0)]);
    private TimeSpan _busyBefore;
    private long? _busySince;

    /// <summary>Samples a second over the latest shards; null before the first.</summary>
    public double? SamplesPerSecond
    {
        get
        {
            var seconds = (Busy - _finished.Peek().At).TotalSeconds;
            return _finished.Count == 1 || seconds <= 0 ? null : _finished.Skip(1).Sum(shard => shard.Samples) / seconds;
        }
    }

    private TimeSpan Busy => _busyBefore + (_busySince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero);

    /// <summary>The worker holds shards of the job from now on, or none.</summary>
    public void Hold(bool any)
    {
        if (any != _busySince.HasValue)
        {
            _busyBefore = Busy;
            _busySince = any ? time.GetTimestamp() : null;
        }
    }

    /// <summary>A shard of so many samples was finished now.</summary>
    public void Add(long samples)
    {
        _finished.Enqueue((Busy, samples));
        if (_finished.Count > Remembered)
        {
            _finished.Dequeue();
        }
    }

    /// <summary>Samples of so much time's work; none of no time's.</summary>
    public long SamplesFor(TimeSpan ahead) => ahead <= TimeSpan.Zero ? 0 : Math.Max(least, (long)Math.Ceiling((SamplesPerSecond ?? 0) * ahead.TotalSeconds));
}
