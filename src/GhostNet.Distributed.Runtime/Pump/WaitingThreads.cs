using GhostNet.Distributed.Inference.Pipeline;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>
/// What the threads of this worker wait for when they have no sample of one job: for samples while any shard fetches, else for the ledger while any shard commits, else for nothing that can be
/// hurried. Each moment has one cause, however many requests are under way, so that the causes and the threads' work add up to the time that there was.
/// </summary>
internal sealed class WaitingThreads(TimeProvider time)
{
    private readonly Lock _lock = new();
    private DryClock? _clock;
    private DateTimeOffset? _since;
    private TimeSpan _read;
    private TimeSpan _fetch;
    private TimeSpan _commit;
    private int _fetching;
    private int _committing;

    /// <summary>A shard has samples to fetch, until what is returned is disposed.</summary>
    /// <param name="clock">How long the threads that are to work on it had none.</param>
    public IDisposable Fetch(DryClock clock)
    {
        lock (_lock)
        {
            _since ??= time.GetUtcNow();
            Read();
            if (_clock != clock)
            {
                // The model was loaded anew, with threads of its own.
                (_clock, _read) = (clock, clock.Total);
            }
        }

        return new Phase(this, fetching: 1, committing: 0);
    }

    /// <summary>A shard's result is being written, until what is returned is disposed.</summary>
    public IDisposable Commit() => new Phase(this, fetching: 0, committing: 1);

    /// <summary>What the threads waited for since the last result, to be told by one that is finished now.</summary>
    public ThreadWaits Take(DateTimeOffset finishedAt)
    {
        lock (_lock)
        {
            Read();
            var waits = new ThreadWaits(_since ?? finishedAt, Microseconds(_fetch), Microseconds(_commit));
            (_since, _fetch, _commit) = (finishedAt, TimeSpan.Zero, TimeSpan.Zero);
            return waits;
        }
    }

    /// <summary>The result does not count, so the next one tells of that time.</summary>
    public void GiveBack(ThreadWaits waits)
    {
        lock (_lock)
        {
            _since = waits.Since < _since ? waits.Since : _since;
            _fetch += TimeSpan.FromMicroseconds(waits.Fetch);
            _commit += TimeSpan.FromMicroseconds(waits.Commit);
        }
    }

    private void Change(int fetching, int committing)
    {
        lock (_lock)
        {
            Read();
            _fetching += fetching;
            _committing += committing;
        }
    }

    private void Read()
    {
        var before = _read;
        _read = _clock?.Total ?? TimeSpan.Zero;
        if (_fetching > 0)
        {
            _fetch += _read - before;
        }
        else if (_committing > 0)
        {
            _commit += _read - before;
        }
    }

    private static long Microseconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private sealed class Phase : IDisposable
    {
        private readonly WaitingThreads _threads;
        private readonly int _fetching;
        private readonly int _committing;
        private int _ended;

        public Phase(WaitingThreads threads, int fetching, int committing)
        {
            (_threads, _fetching, _committing) = (threads, fetching, committing);
            threads.Change(fetching, committing);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                _threads.Change(-_fetching, -_committing);
            }
        }
    }
}
