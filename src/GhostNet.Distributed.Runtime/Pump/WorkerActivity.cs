namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>What this worker is doing, for whoever asks: counts that any thread may change.</summary>
internal sealed class WorkerActivity(TimeProvider time)
{
    private int _shardsInWork;
    private long _samples;

    /// <summary>When the worker started, UTC.</summary>
    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>Shards in work.</summary>
    public int ShardsInWork => Volatile.Read(ref _shardsInWork);

    /// <summary>Samples finished since the start.</summary>
    public long Samples => Volatile.Read(ref _samples);

    /// <summary>A shard is taken up.</summary>
    public void Begin() => Interlocked.Increment(ref _shardsInWork);

    /// <summary>A shard is done with, with so many samples finished.</summary>
    public void End(long samples)
    {
        Interlocked.Decrement(ref _shardsInWork);
        Interlocked.Add(ref _samples, samples);
    }
}
