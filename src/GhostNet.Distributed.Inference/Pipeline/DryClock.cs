namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>How long threads waited for a sample, summed over the threads. It only grows, also while they wait, so that the difference of two readings is what fell between them.</summary>
/// <param name="time">The clock.</param>
public sealed class DryClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private TimeSpan _total;
    private long _read = time.GetTimestamp();
    private int _waiting;

    /// <summary>Thread time spent waiting until now.</summary>
    public TimeSpan Total
    {
        get
        {
            lock (_lock)
            {
                Read();
                return _total;
            }
        }
    }

    /// <summary>One more thread waits.</summary>
    public void Enter() => Change(1);

    /// <summary>One thread fewer waits.</summary>
    public void Leave() => Change(-1);

    private void Change(int by)
    {
        lock (_lock)
        {
            Read();
            _waiting += by;
        }
    }

    private void Read()
    {
        var now = time.GetTimestamp();
        _total += _waiting * time.GetElapsedTime(_read, now);
        _read = now;
    }
}
