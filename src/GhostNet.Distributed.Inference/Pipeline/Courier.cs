using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>
/// A thread of ordinary priority that completes what others await, for the threads that infer: completing may start a thread of the pool, and a thread that is started inherits the low
/// priority of the one that starts it, for good. Then not those that infer would wait for the others, but all for each other.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Nothing unmanaged is held as long as no wait handle is asked for, and deliveries may still come after the thread has ended.")]
internal sealed class Courier
{
    private readonly ConcurrentQueue<Delivery> _deliveries = new();
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly Action _ended;
    private volatile bool _isClosed;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="ended">Called on the thread, when it has been closed and everything is delivered.</param>
    public Courier(string name, Action ended)
    {
        _ended = ended;
        new Thread(Run) { IsBackground = true, Name = name }.Start();
    }

    /// <summary>Tells the sample its outcome, or, if there is none, its exception.</summary>
    public void Tell(AwaitedSample sample, SampleOutcome? outcome, Exception? exception) => Add(new(sample, outcome, exception, null));

    /// <summary>Releases the semaphore once.</summary>
    public void Release(SemaphoreSlim semaphore) => Add(new(null, null, null, semaphore));

    /// <summary>Ends the thread. What comes later, from a thread that was stuck, is delivered on the spot.</summary>
    public void Close()
    {
        _isClosed = true;
        _waiting.Release();
    }

    private void Add(in Delivery delivery)
    {
        _deliveries.Enqueue(delivery);
        if (_isClosed)
        {
            DeliverAll();
        }
        else
        {
            _waiting.Release();
        }
    }

    private void Run()
    {
        while (!_isClosed)
        {
            _waiting.Wait();
            DeliverAll();
        }

        DeliverAll();
        _ended();
    }

    private void DeliverAll()
    {
        while (_deliveries.TryDequeue(out var delivery))
        {
            delivery.Room?.Release();
            delivery.Sample?.Complete(delivery.Outcome, delivery.Exception);
        }
    }

    private readonly record struct Delivery(AwaitedSample? Sample, SampleOutcome? Outcome, Exception? Exception, SemaphoreSlim? Room);
}
