namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>What this worker is doing, for whoever asks: counts that any thread may change.</summary>
internal sealed class WorkerActivity(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly RecentRate _rate = new(time);
    private readonly List<Standstill> _waits = [];
    private int _shardsInWork;
    private long _samples;

    /// <summary>When the worker started, UTC.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>Shards in work.</summary>
    public int ShardsInWork => Volatile.Read(ref _shardsInWork);

    /// <summary>Samples finished since the start, also those of shards that were lost before they were.</summary>
    public long Samples => Volatile.Read(ref _samples);

    /// <summary>Samples a second over about the last half minute.</summary>
    public double SamplesPerSecond
    {
        get
        {
            lock (_lock)
            {
                return _rate.PerSecond;
            }
        }
    }

    /// <summary>What the worker waits for, for a person; null while it does not.</summary>
    public string? Waiting => Find(_ => true);

    /// <summary>What a job waits for on this worker; null while it does not.</summary>
    public string? WaitingOf(JobId job) => Find(wait => wait.Job == job);

    /// <summary>A shard is taken up.</summary>
    public void Begin() => Interlocked.Increment(ref _shardsInWork);

    /// <summary>A shard is done with.</summary>
    public void End() => Interlocked.Decrement(ref _shardsInWork);

    /// <summary>So many samples have their outcome.</summary>
    public void Finish(long samples)
    {
        Interlocked.Add(ref _samples, samples);
        lock (_lock)
        {
            _rate.Add(samples);
        }
    }

    /// <summary>A job waits for something, until what is returned is disposed.</summary>
    public IDisposable Wait(JobId job, string forWhat)
    {
        var wait = new Standstill(this, job, forWhat);
        lock (_lock)
        {
            _waits.Add(wait);
        }

        return wait;
    }

    private string? Find(Predicate<Standstill> condition)
    {
        lock (_lock)
        {
            // The one that waits longest.
            return _waits.Find(condition)?.ForWhat;
        }
    }

    private sealed class Standstill(WorkerActivity activity, JobId job, string forWhat) : IDisposable
    {
        public JobId Job => job;

        public string ForWhat => forWhat;

        public void Dispose()
        {
            lock (activity._lock)
            {
                activity._waits.Remove(this);
            }
        }
    }
}
