using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>
/// A bounded queue between asynchronous writers, which await room, and dedicated threads, which block for a sample. Not a channel: a channel wakes a blocked reader through the
/// thread pool, and the pool may be busy.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Nothing unmanaged is held as long as no wait handle is asked for, and writers may still arrive after the last thread has left.")]
internal sealed class SampleQueue(int capacity, DryClock dry, Courier courier) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<SubmittedSample> _samples = new();
    private readonly ConcurrentQueue<SubmittedSample> _returned = new();
    private readonly SemaphoreSlim _room = new(capacity, capacity);
    private readonly SemaphoreSlim _waiting = new(0);
    private readonly CancellationTokenSource _closing = new();
    private int _freed;
    private int _writersWaiting;

    /// <summary>True once no more samples are taken.</summary>
    public bool IsClosed => _closing.IsCancellationRequested;

    /// <summary>Adds a sample, as soon as there is room.</summary>
    /// <exception cref="OperationCanceledException">The sample's token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The queue was closed first.</exception>
    public async ValueTask AddAsync(SubmittedSample sample)
    {
        ObjectDisposedException.ThrowIf(IsClosed, typeof(InferencePipeline));
        sample.Cancellation.ThrowIfCancellationRequested();
        if (!await _room.WaitAsync(0, CancellationToken.None).ConfigureAwait(false))
        {
            await WaitForRoomAsync(sample.Cancellation).ConfigureAwait(false);
        }

        _samples.Enqueue(sample);
        _waiting.Release();
        if (IsClosed)
        {
            // Closed between the check and the enqueueing: the threads may have left already, so nobody else would tell the receiver.
            Abandon();
        }
    }

    /// <summary>Puts back a sample that was taken by a thread that is given up. It comes before all others, and needs no room: it had its place before.</summary>
    public void Return(SubmittedSample sample)
    {
        _returned.Enqueue(sample);
        _waiting.Release();
        if (IsClosed)
        {
            Abandon();
        }
    }

    /// <summary>Blocks for the next sample; false when the queue is closed.</summary>
    public bool Take(out SubmittedSample sample)
    {
        sample = default;
        try
        {
            if (!_waiting.Wait(0, _closing.Token))
            {
                WaitDry();
            }
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        return Dequeue(out sample);
    }

    /// <summary>The next sample if one is there already.</summary>
    public bool TryTake(out SubmittedSample sample)
    {
        sample = default;
        return !IsClosed && _waiting.Wait(0) && Dequeue(out sample);
    }

    /// <summary>Takes no more samples, wakes every thread, and fails what is queued.</summary>
    public void Close()
    {
        _closing.Cancel();
        Abandon();
    }

    /// <summary>Gives the room of the samples that were taken to those who wait for it, on a thread that may start others.</summary>
    void IThreadPoolWorkItem.Execute() => _room.Release(Interlocked.Exchange(ref _freed, 0));

    private void WaitDry()
    {
        dry.Enter();
        try
        {
            _waiting.Wait(_closing.Token);
        }
        finally
        {
            dry.Leave();
        }
    }

    private async ValueTask WaitForRoomAsync(CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token, cancellation);
        Interlocked.Increment(ref _writersWaiting);

        // There may be room already that nobody has asked for.
        courier.Wake();
        try
        {
            await _room.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new ObjectDisposedException(nameof(InferencePipeline));
        }
        finally
        {
            Interlocked.Decrement(ref _writersWaiting);
        }
    }

    private bool Dequeue(out SubmittedSample sample)
    {
        if (_returned.TryDequeue(out sample))
        {
            return true;
        }

        if (!_samples.TryDequeue(out sample))
        {
            return false;
        }

        GiveRoom();
        return true;
    }

    private void GiveRoom()
    {
        if (Interlocked.Increment(ref _freed) == 1)
        {
            courier.Defer(this);
        }

        // Else whoever begins to wait asks for it.
        if (Volatile.Read(ref _writersWaiting) > 0)
        {
            courier.Wake();
        }
    }

    private void Abandon()
    {
        while (_returned.TryDequeue(out var sample) || _samples.TryDequeue(out sample))
        {
            sample.Receiver.Fail(sample.Tag, new ObjectDisposedException(nameof(InferencePipeline)));
        }

        courier.Wake();
    }
}
