namespace GhostNet.Distributed.Runtime.Tests.Simulation;

/// <summary>Simulated time: what is to happen, in order.</summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<Action, (DateTimeOffset At, long Order)> _events = new();
    private long _order;

    public DateTimeOffset Start { get; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset Now { get; private set; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public TimeSpan Elapsed => Now - Start;

    public long Happened { get; private set; }

    public void After(TimeSpan delay, Action action) => _events.Enqueue(action, (Now + delay, _order++));

    public bool TryStep()
    {
        if (!_events.TryDequeue(out var action, out var when))
        {
            return false;
        }

        (Now, Happened) = (when.At, Happened + 1);
        action();
        return true;
    }
}
