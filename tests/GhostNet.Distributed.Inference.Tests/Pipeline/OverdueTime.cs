namespace GhostNet.Distributed.Inference.Tests.Pipeline;

/// <summary>A clock that stands still, but for the stages that a test names by their number: those are overdue as soon as they begin.</summary>
/// <param name="stages">Numbers of the stages with a limit, from 1, in the order in which they begin.</param>
internal sealed class OverdueTime(params int[] stages) : TimeProvider
{
    private long _now;
    private int _begun;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new StageTimer(this, () => callback(state));

    private void Begin(TimeSpan limit, Action overdue)
    {
        if (stages.Contains(Interlocked.Increment(ref _begun)))
        {
            Interlocked.Add(ref _now, limit.Ticks);
            var elsewhere = new Thread(() => overdue());
            elsewhere.Start();
            elsewhere.Join();
        }
    }

    private sealed class StageTimer(OverdueTime time, Action callback) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            time.Begin(dueTime, callback);
            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
