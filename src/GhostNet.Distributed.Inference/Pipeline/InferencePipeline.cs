using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Sessions;

namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>
/// Encoded images in, predictions out. Threads of its own decode, resize and infer, each from the first byte to the last without a queue in between, so that the thread pool stays free for
/// what must answer in time. Several pipelines, of different models or of one, may live at once. All members may be called from any thread.
/// </summary>
public sealed class InferencePipeline : IDisposable, IAsyncDisposable
{
    private readonly SampleQueue _queue;
    private readonly TimeProvider _time;
    private readonly object _lock = new();
    private readonly HashSet<Thread> _threads = [];
    private readonly TaskCompletionSource _allThreadsLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<string>? _priorityRefused;
    private int _running;
    private int _started;
    private int _stuck;
    private int _refusals;
    private bool _isOver;

    /// <summary>Starts the threads.</summary>
    /// <param name="session">The model; not disposed by the pipeline, and to be disposed after it.</param>
    /// <param name="options">How many samples are worked on at once; the defaults when null.</param>
    /// <param name="time">Clock of the timings; the system's when null.</param>
    /// <param name="priorityRefused">Told at most once, on a thread of the pipeline, why the system does not let it have less priority than others.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="JpegCodecException">The library that is to decode JPEG is not on this machine.</exception>
    public InferencePipeline(ModelSession session, PipelineOptions? options = null, TimeProvider? time = null, Action<string>? priorityRefused = null)
    {
        options ??= new();
        options.Validate();
        Options = options with { Jpeg = options.Jpeg ?? JpegCodecChoice.ForThisProcess() };
        Session = session;
        _priorityRefused = priorityRefused;
        Courier = new($"{session.Card.Name} outcomes", Over);
        _time = time ?? TimeProvider.System;
        Dry = new(_time);
        _queue = new(Options.QueueCapacity, Dry, Courier);
        try
        {
            lock (_lock)
            {
                for (; _running < Options.Threads; _running++)
                {
                    Start();
                }
            }
        }
        catch
        {
            // No memory for another thread's buffers, or a recipe that is none: those that were started end.
            _queue.Close();
            Courier.Close();
            throw;
        }
    }

    /// <summary>
    /// True while threads that were given up, since a sample took longer than its limit, have not returned. They still use the session, and read the bytes of their sample; disposing the pipeline
    /// does not wait for them.
    /// </summary>
    public bool HasStuckThreads => Volatile.Read(ref _stuck) > 0;

    /// <summary>The model.</summary>
    public ModelSession Session { get; }

    /// <summary>How long the threads had no sample.</summary>
    public DryClock Dry { get; }

    /// <summary>Does what the threads must not.</summary>
    internal Courier Courier { get; }

    /// <summary>What the pipeline was made with; <see cref="PipelineOptions.Jpeg"/> says which library it is.</summary>
    public PipelineOptions Options { get; }

    /// <summary>Classifies one image.</summary>
    /// <param name="encoded">The file's bytes; not to be changed until the task has completed.</param>
    /// <param name="cancellation">
    /// Gives up waiting, at once. A sample that waits in the queue is then never decoded; one that is being decoded is finished and dropped, so that its bytes are still read for that long.
    /// </param>
    /// <returns>The prediction or the fault.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">The pipeline was disposed first.</exception>
    /// <exception cref="InferenceFailedException">ONNX Runtime failed on the sample's batch.</exception>
    public Task<SampleOutcome> ClassifyAsync(ReadOnlyMemory<byte> encoded, CancellationToken cancellation = default) => ClassifyAsync(encoded, null, cancellation);

    /// <summary>Classifies one image, in a limited time.</summary>
    /// <inheritdoc cref="ClassifyAsync(ReadOnlyMemory{byte}, CancellationToken)"/>
    /// <param name="encoded">The file's bytes; not to be changed until the task has completed, and not at all when it has timed out.</param>
    /// <param name="limit">
    /// How long decoding, resizing and the sample's share of its batch's run may take; waiting for a thread does not count. Beyond it the sample is a fault of kind
    /// <see cref="Decoding.ImageFaultKind.TimedOut"/>, also when native code does not return.
    /// </param>
    /// <param name="cancellation">As of the other overload.</param>
    public async Task<SampleOutcome> ClassifyAsync(ReadOnlyMemory<byte> encoded, TimeSpan? limit, CancellationToken cancellation = default)
    {
        var awaited = new AwaitedSample(Courier);
        await using var giveUp = cancellation.UnsafeRegister(static (state, token) => ((AwaitedSample)state!).TrySetCanceled(token), awaited).ConfigureAwait(false);
        await _queue.AddAsync(new(encoded, awaited, 0, cancellation) { Limit = limit }).ConfigureAwait(false);
        return await awaited.Task.ConfigureAwait(false);
    }

    /// <summary>Hands over one image; completes as soon as the queue has room for it, without allocating when it has room at once.</summary>
    /// <param name="encoded">The file's bytes; not to be changed until <paramref name="receiver"/> was told, and not at all when it was told of a sample that timed out.</param>
    /// <param name="receiver">Is told exactly once, unless this call itself throws.</param>
    /// <param name="tag">Told to the receiver with the outcome, for instance the sample's ordinal.</param>
    /// <param name="limit">As of <see cref="ClassifyAsync(ReadOnlyMemory{byte}, TimeSpan?, CancellationToken)"/>.</param>
    /// <param name="cancellation">Withdraws the sample, while it waits for room or in the queue.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled before there was room.</exception>
    /// <exception cref="ObjectDisposedException">The pipeline was disposed before there was room.</exception>
    public ValueTask SubmitAsync(ReadOnlyMemory<byte> encoded, IOutcomeReceiver receiver, long tag, TimeSpan? limit, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        return _queue.AddAsync(new(encoded, receiver, tag, cancellation) { Limit = limit });
    }

    /// <summary>Hands over one image without a limit of its time.</summary>
    /// <inheritdoc cref="SubmitAsync(ReadOnlyMemory{byte}, IOutcomeReceiver, long, TimeSpan?, CancellationToken)"/>
    public ValueTask SubmitAsync(ReadOnlyMemory<byte> encoded, IOutcomeReceiver receiver, long tag, CancellationToken cancellation = default) =>
        SubmitAsync(encoded, receiver, tag, null, cancellation);

    /// <summary>
    /// For a receiver, while it is told: has something done soon, on a thread that may complete what others await, as the one that tells must not. Once for all samples that came together, where it can be:
    /// what is done here is cheap beside getting there.
    /// </summary>
    /// <param name="work">Must neither block nor throw; an exception ends the process.</param>
    public void Defer(IThreadPoolWorkItem work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Courier.Defer(work);
    }

    /// <summary>
    /// Takes no more samples, fails those that wait with <see cref="ObjectDisposedException"/>, finishes the batches at hand and blocks until every thread has left (at once, when called
    /// from one of them), but those that are stuck.
    /// </summary>
    public void Dispose()
    {
        _queue.Close();
        lock (_lock)
        {
            while (!_isOver && !_threads.Contains(Thread.CurrentThread))
            {
                Monitor.Wait(_lock);
            }
        }
    }

    /// <summary>The same as <see cref="Dispose"/>, without blocking.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await _allThreadsLeft.Task.ConfigureAwait(false);
    }

    private void Start()
    {
        var work = new PipelineThread(Session, _queue, Options, _time, Courier, Replace);
        var thread = new Thread(() => RunUntilClosed(work)) { IsBackground = true, Name = $"{Session.Card.Name} inference {_started++}" };
        _threads.Add(thread);
        thread.Start();
    }

    /// <summary>A thread is given up: another one takes its place, unless the pipeline ends.</summary>
    private void Replace()
    {
        lock (_lock)
        {
            _stuck++;
            if (_queue.IsClosed)
            {
                OneLess();
            }
            else
            {
                Start();
            }
        }
    }

    private void RunUntilClosed(PipelineThread work)
    {
        if (ThreadPriorityBelowOthers.Lower() is { } refusal && Interlocked.Increment(ref _refusals) == 1)
        {
            _priorityRefused?.Invoke(refusal);
        }

        using (work)
        {
            work.Run();
        }

        lock (_lock)
        {
            _threads.Remove(Thread.CurrentThread);
            if (work.IsGivenUp)
            {
                _stuck--;
            }
            else
            {
                OneLess();
            }
        }
    }

    private void OneLess()
    {
        if (--_running == 0)
        {
            Courier.Close();
        }
    }

    private void Over()
    {
        lock (_lock)
        {
            _isOver = true;
            Monitor.PulseAll(_lock);
        }

        _allThreadsLeft.TrySetResult();
    }
}
