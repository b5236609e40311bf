using System.Diagnostics.CodeAnalysis;

namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>
/// A thread of ordinary priority that does what the threads that infer must not: completing what others await may start a thread of the pool, and a thread that is started inherits the low
/// priority of the one that starts it, for good. Then not those that infer would wait for the others, but all for each other.
/// </summary>
/// <remarks>Waking a thread costs more than what it has to do here, so deferring does not wake it: whoever infers does so once a batch.</remarks>
[SuppressMessage("Style", "IDE0330:Use 'System.Threading.Lock'", Justification = "The thread waits on it, which only a monitor can be.")]
internal sealed class Courier
{
    private readonly object _lock = new();
    private readonly Action _ended;
    private List<IThreadPoolWorkItem> _deferred = [];
    private List<IThreadPoolWorkItem> _taken = [];
    private bool _isClosed;
    private bool _hasEnded;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="ended">Called on the thread, when it has been closed and everything is done.</param>
    public Courier(string name, Action ended)
    {
        _ended = ended;
        new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Leaves something to the thread, which does it once it is woken. What comes after its end, from a thread that was stuck, is done on the spot.</summary>
    public void Defer(IThreadPoolWorkItem work)
    {
        lock (_lock)
        {
            if (!_hasEnded)
            {
                _deferred.Add(work);
                return;
            }
        }

        work.Execute();
    }

    /// <summary>Wakes the thread if there is something to do.</summary>
    public void Wake()
    {
        lock (_lock)
        {
            if (_deferred.Count > 0)
            {
                Monitor.Pulse(_lock);
            }
        }
    }

    /// <summary>Ends the thread, when all that was deferred is done.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Monitor.Pulse(_lock);
        }
    }

    private void Run()
    {
        while (Take())
        {
            foreach (var work in _taken)
            {
                work.Execute();
            }

            _taken.Clear();
        }

        _ended();
    }

    private bool Take()
    {
        lock (_lock)
        {
            while (_deferred.Count == 0 && !_isClosed)
            {
                Monitor.Wait(_lock);
            }

            (_deferred, _taken) = (_taken, _deferred);
            _hasEnded = _taken.Count == 0;
            return !_hasEnded;
        }
    }
}
