namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>How many samples a worker should hold so that it has so much time's work: by the rate it has shown lately, so that a slow board takes less than a fast server.</summary>
internal sealed class WorkRate(TimeProvider time)
{
    // Asked for before anything is known: with shards of the usual sizes, two of them.
    private const long Least = 32;
    private const int Remembered = 16;

    private readonly Queue<(long At, long Samples)> _finished = new([(time.GetTimestamp(), 0)]);

    /// <summary>Samples a second over the latest shards; null before the first.</summary>
    public double? SamplesPerSecond
    {
        get
        {
            var seconds = time.GetElapsedTime(_finished.Peek().At).TotalSeconds;
            return _finished.Count == 1 || seconds <= 0 ? null : _finished.Skip(1).Sum(shard => shard.Samples) / seconds;
        }
    }

    /// <summary>A shard of so many samples was finished now.</summary>
    public void Add(long samples)
    {
        _finished.Enqueue((time.GetTimestamp(), samples));
        if (_finished.Count > Remembered)
        {
            _finished.Dequeue();
        }
    }

    /// <summary>Samples of so much time's work.</summary>
    public long SamplesFor(TimeSpan ahead) => Math.Max(Least, (long)Math.Ceiling((SamplesPerSecond ?? 0) * ahead.TotalSeconds));
}
