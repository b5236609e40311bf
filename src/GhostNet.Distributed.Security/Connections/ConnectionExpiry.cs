namespace GhostNet.Distributed.Security.Connections;

/// <summary>
/// Ends a connection when the peer's certificate does. Connections between silos live for months: without this, a certificate that has expired would be good for as long as its owner stays.
/// Each side watches the other's; Orleans connects again, with the files of that time.
/// </summary>
internal sealed class ConnectionExpiry : IDisposable
{
    // Timers take no more than 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    private readonly DateTimeOffset _until;
    private readonly TimeProvider _time;
    private readonly Action _end;
    private readonly ITimer _timer;

    public ConnectionExpiry(DateTimeOffset until, TimeProvider time, Action end)
    {
        (_until, _time, _end) = (until, time, end);
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Wait();
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private TimeSpan Left => _until - _time.GetUtcNow();

    private void Look()
    {
        if (Left <= TimeSpan.Zero)
        {
            _end();
        }
        else
        {
            Wait();
        }
    }

    private void Wait() => _timer.Change(Left < TimeSpan.Zero ? TimeSpan.Zero : Left < LongestWait ? Left : LongestWait, Timeout.InfiniteTimeSpan);
}
