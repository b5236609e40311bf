namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>How many shards a worker should hold so that it has so much time's work: by the rate it has shown lately, so that a slow board takes less than a fast server.</summary>
internal sealed class WorkRate(TimeProvider time)
{
    // Two at least: the second one feeds the threads while the last images of the first are in the model.
    private const int Least = 2;
    private const int Most = 64;
    private const int Remembered = 16;

    private readonly Queue<long> _finished = new([time.GetTimestamp()]);

    /// <summary>A shard was finished now.</summary>
    public void Add()
    {
        _finished.Enqueue(time.GetTimestamp());
        if (_finished.Count > Remembered)
        {
            _finished.Dequeue();
        }
    }

    /// <summary>Shards of so much time's work.</summary>
    public int ShardsFor(TimeSpan ahead)
    {
        var seconds = time.GetElapsedTime(_finished.Peek()).TotalSeconds;
        var shards = _finished.Count - 1;
        return shards == 0 || seconds <= 0 ? Least : (int)Math.Clamp(Math.Ceiling(shards / seconds * ahead.TotalSeconds), Least, Most);
    }
}
