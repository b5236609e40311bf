using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Preprocessing;
using GhostNet.Distributed.Inference.Ranking;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>What one thread does, with buffers of its own: decode and resize into the input tensor until the batch is full or the queue is empty, run, rank, tell.</summary>
/// <remarks>
/// A sample's time is that of its own decoding and resizing and its share of its batch's run. When it takes longer than its limit, the sample is told, the others that the thread had go back
/// to the queue, and another thread takes this one's place; whatever this one brings when it returns is dropped.
/// </remarks>
internal sealed class PipelineThread : IDisposable
{
    private const string Decoding = "while it was decoded and resized";
    private const string Inferring = "while the model ran on it alone";

    private readonly ModelSession _session;
    private readonly SampleQueue _queue;
    private readonly int _top;
    private readonly TimeProvider _time;
    private readonly Preprocessor _preprocessor;
    private readonly InferenceBatch _batch;
    private readonly Prepared[] _prepared;
    private readonly StageWatch _watch;
    private readonly Courier _courier;
    private readonly Action _replace;
    private readonly Action<BatchTimings>? _measured;
    private SubmittedSample _preparing;
    private bool _isInferring;
    private int _count;
    private long _stageStarted;

    /// <summary>The work of a thread.</summary>
    /// <param name="session">The model.</param>
    /// <param name="queue">Where samples come from.</param>
    /// <param name="options">The batch, and what is kept of an outcome.</param>
    /// <param name="time">The clock.</param>
    /// <param name="courier">Woken when there may be something to do for it.</param>
    /// <param name="replace">Called on the pool when this thread is given up.</param>
    public PipelineThread(ModelSession session, SampleQueue queue, PipelineOptions options, TimeProvider time, Courier courier, Action replace)
    {
        (_session, _queue, _top, _time, _courier, _replace, _measured) = (session, queue, options.Top, time, courier, replace, options.Measured);
        _preprocessor = new(session.Card.Recipe, options.Limits, time: time, jpeg: options.Jpeg);
        _batch = session.CreateBatch(options.BatchSize);
        _prepared = new Prepared[_batch.Capacity];
        _watch = new StageWatch(time, GiveUp);
    }

    /// <summary>True once the thread has returned from a stage that was overdue.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Works until the queue is closed, or until it is given up. The batch at hand is finished.</summary>
    public void Run()
    {
        while (!IsGivenUp && _queue.Take(out var sample))
        {
            Prepare(sample);

            // One sample at a time, so that other threads get their part of a short queue; and never more than a batch, so that faults do not delay what is prepared.
            for (var taken = 1; taken < _batch.Capacity && !IsGivenUp && !sample.IsAlone && _queue.TryTake(out sample); taken++)
            {
                if (sample.IsAlone)
                {
                    Infer();
                }

                Prepare(sample);
            }

            Infer();
            _courier.Wake();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch.Dispose();
        _batch.Dispose();
        _preprocessor.Dispose();
    }

    private void Prepare(SubmittedSample sample)
    {
        if (IsGivenUp)
        {
            // Taken before the batch was inferred that this thread was given up for.
            _queue.Return(sample);
            return;
        }

        if (sample.Cancellation.IsCancellationRequested)
        {
            sample.Receiver.Fail(sample.Tag, new OperationCanceledException(sample.Cancellation));
            return;
        }

        _preparing = sample;
        Begin(sample.Limit);
        ImageFault? fault = null;
        Exception? defect = null;
        try
        {
            fault = WritePixels(sample.Encoded);
        }
        catch (Exception e)
        {
            // Not a bad image, which is a fault, but a defect or a lack of memory: this sample's affair, not the thread's.
            defect = e;
        }

        if (!End())
        {
            return;
        }

        var elapsed = _time.GetElapsedTime(_stageStarted);
        if (defect is not null)
        {
            sample.Receiver.Fail(sample.Tag, defect);
        }
        else if (fault is not null || elapsed > sample.Limit)
        {
            sample.Receiver.Receive(sample.Tag, new(fault ?? TooSlow(sample, Decoding), Timings(_preprocessor.LastDurations, TimeSpan.Zero, elapsed)));
        }
        else
        {
            _prepared[_count++] = new(sample, _stageStarted, _preprocessor.LastDurations, elapsed);
        }
    }

    private ImageFault? WritePixels(ReadOnlyMemory<byte> encoded)
    {
        var input = _session.Card.Input;
        return input.Element == InputElement.Float32
            ? _preprocessor.Write(encoded, input.Layout, _batch.Floats(_count))
            : _preprocessor.Write(encoded, input.Layout, _batch.Bytes(_count));
    }

    private void Infer()
    {
        if (_count == 0 || IsGivenUp)
        {
            return;
        }

        var samples = _prepared.AsSpan(0, _count);
        _isInferring = true;
        Begin(TimeFor(samples));
        Exception? failure = null;
        try
        {
            _batch.Run(samples.Length);
        }
        catch (Exception e)
        {
            failure = e;
        }

        var ended = _time.GetTimestamp();
        if (!End())
        {
            return;
        }

        (_isInferring, _count) = (false, 0);
        if (failure is null)
        {
            TellOutcomes(samples, ended);
        }
        else
        {
            foreach (var prepared in samples)
            {
                prepared.Sample.Receiver.Fail(prepared.Sample.Tag, failure);
            }
        }

        // Lets go of the encoded bytes while the thread waits for more.
        samples.Clear();
        _preparing = default;
    }

    /// <summary>How long the batch may run so that none of its samples exceeds its limit by its share; null when none has one.</summary>
    private static TimeSpan? TimeFor(ReadOnlySpan<Prepared> samples)
    {
        TimeSpan? least = null;
        foreach (var prepared in samples)
        {
            if (prepared.Sample.Limit - prepared.Spent is { } left && !(left > least))
            {
                least = left;
            }
        }

        return least * samples.Length;
    }

    private void TellOutcomes(ReadOnlySpan<Prepared> samples, long ended)
    {
        var run = _time.GetElapsedTime(_stageStarted, ended);
        Measure(samples, run);
        var share = run / samples.Length;
        for (var i = 0; i < samples.Length; i++)
        {
            var (sample, begun, durations, _) = samples[i];
            var timings = Timings(durations, share, _time.GetElapsedTime(begun, ended));
            sample.Receiver.Receive(sample.Tag, TopK.TrySelect(_batch.Scores(i), _top, _session.Card.Output, out var top, out var fault)
                ? new(new Prediction(top), timings)
                : new(fault, timings));
        }
    }

    private void Measure(ReadOnlySpan<Prepared> samples, TimeSpan run)
    {
        if (_measured is null)
        {
            return;
        }

        var (decode, resize) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var prepared in samples)
        {
            (decode, resize) = (decode + prepared.Durations.Decode, resize + prepared.Durations.Resize);
        }

        _measured(new BatchTimings(samples.Length, decode, resize, run));
    }

    private void Begin(TimeSpan? atMost)
    {
        _stageStarted = _time.GetTimestamp();
        _watch.Begin(atMost);
    }

    private bool End()
    {
        IsGivenUp = !_watch.End();
        return !IsGivenUp;
    }

    /// <summary>Called on the pool, while the thread itself is stuck and changes nothing here.</summary>
    private void GiveUp()
    {
        var samples = _prepared.AsSpan(0, _count);
        var late = !_isInferring ? _preparing : samples.Length == 1 ? samples[0].Sample : default(SubmittedSample?);
        var spent = _time.GetElapsedTime(_stageStarted);
        var timings = _isInferring
            ? Timings(samples[0].Durations, spent, samples[0].Spent + spent)
            : Timings(new StageDurations(spent, TimeSpan.Zero), TimeSpan.Zero, spent);
        if (late is null || !_isInferring)
        {
            // Innocent, as far as anybody knows: which of a batch takes so long is seen when each has a batch to itself.
            foreach (var prepared in samples)
            {
                _queue.Return(prepared.Sample with { IsAlone = _isInferring });
            }
        }

        var where = _isInferring ? Inferring : Decoding;
        _replace();
        late?.Receiver.Receive(late.Value.Tag, new(TooSlow(late.Value, where), timings));
        _courier.Wake();
    }

    private static ImageFault TooSlow(SubmittedSample sample, string where) =>
        new(ImageFaultKind.TimedOut, FormattableString.Invariant($"took longer than {sample.Limit?.TotalSeconds:0.###} s, the limit for a sample, {where}"));

    private static SampleTimings Timings(StageDurations stages, TimeSpan infer, TimeSpan latency) =>
        new(Microseconds(stages.Decode), Microseconds(stages.Resize), Microseconds(infer), Microseconds(latency));

    private static long Microseconds(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMicrosecond;

    private readonly record struct Prepared(SubmittedSample Sample, long Started, StageDurations Durations, TimeSpan Spent);
}
