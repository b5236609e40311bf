namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>
/// Watches the stage that a thread is in, and gives the thread up when the stage takes longer than it may: native code cannot be interrupted, but its thread need not be waited for.
/// </summary>
internal sealed class StageWatch : IDisposable
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Action _giveUp;
    private readonly ITimer _timer;
    private long _begun;
    private TimeSpan? _atMost;
    private bool _isGivenUp;

    /// <summary>A watch for one thread.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="giveUp">Called once, on the pool, when a stage is overdue; the thread touches nothing until it has learned of it from <see cref="End"/>.</param>
    public StageWatch(TimeProvider time, Action giveUp)
    {
        (_time, _giveUp) = (time, giveUp);
        _timer = time.CreateTimer(static watch => ((StageWatch)watch!).Check(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The thread begins a stage, which may take so long; null for no limit.</summary>
    public void Begin(TimeSpan? atMost)
    {
        if (atMost is not { } limit)
        {
            return;
        }

        lock (_lock)
        {
            (_begun, _atMost) = (_time.GetTimestamp(), limit);
        }

        _timer.Change(limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The thread has ended its stage; false when it was given up meanwhile: then nothing that it held is its own any more.</summary>
    public bool End()
    {
        lock (_lock)
        {
            _atMost = null;
            return !_isGivenUp;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        lock (_lock)
        {
            // No stage, or the next one already: the tick was meant for an earlier one.
            if (_isGivenUp || _atMost is not { } atMost)
            {
                return;
            }

            if (atMost - _time.GetElapsedTime(_begun) is var left && left > TimeSpan.Zero)
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            _isGivenUp = true;
        }

        _giveUp();
    }
}
