using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Preprocessing;
using GhostNet.Distributed.Inference.Ranking;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>What one thread does, with buffers of its own: decode and resize into the input tensor until the batch is full or the queue is empty, run, rank, tell.</summary>
internal sealed class PipelineThread : IDisposable
{
    private readonly ModelSession _session;
    private readonly SampleQueue _queue;
    private readonly int _top;
    private readonly TimeProvider _time;
    private readonly Preprocessor _preprocessor;
    private readonly InferenceBatch _batch;
    private readonly Prepared[] _prepared;
    private int _count;

    public PipelineThread(ModelSession session, SampleQueue queue, PipelineOptions options, TimeProvider time)
    {
        (_session, _queue, _top, _time) = (session, queue, options.Top, time);
        _preprocessor = new(session.Card.Recipe, options.Limits, time: time);
        _batch = session.CreateBatch(options.BatchSize);
        _prepared = new Prepared[_batch.Capacity];
    }

    /// <summary>Works until the queue is closed. The batch at hand is finished.</summary>
    public void Run()
    {
        while (_queue.Take(out var sample))
        {
            Prepare(sample);

            // One sample at a time, so that other threads get their part of a short queue; and never more than a batch, so that faults do not delay what is prepared.
            for (var taken = 1; taken < _batch.Capacity && _queue.TryTake(out sample); taken++)
            {
                Prepare(sample);
            }

            if (_count > 0)
            {
                Infer();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _batch.Dispose();
        _preprocessor.Dispose();
    }

    private void Prepare(SubmittedSample sample)
    {
        if (sample.Cancellation.IsCancellationRequested)
        {
            sample.Receiver.Fail(sample.Tag, new OperationCanceledException(sample.Cancellation));
            return;
        }

        var started = _time.GetTimestamp();
        ImageFault? fault;
        try
        {
            fault = WritePixels(sample.Encoded);
        }
        catch (Exception e)
        {
            // Not a bad image, which is a fault, but a defect or a lack of memory: this sample's affair, not the thread's.
            sample.Receiver.Fail(sample.Tag, e);
            return;
        }

        if (fault is not null)
        {
            sample.Receiver.Receive(sample.Tag, new(fault, Timings(_preprocessor.LastDurations, TimeSpan.Zero, _time.GetElapsedTime(started))));
            return;
        }

        _prepared[_count++] = new(sample, started, _preprocessor.LastDurations);
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
        var samples = _prepared.AsSpan(0, _count);
        _count = 0;
        var started = _time.GetTimestamp();
        try
        {
            _batch.Run(samples.Length);
        }
        catch (Exception e)
        {
            foreach (var prepared in samples)
            {
                prepared.Sample.Receiver.Fail(prepared.Sample.Tag, e);
            }

            samples.Clear();
            return;
        }

        var ended = _time.GetTimestamp();
        var share = _time.GetElapsedTime(started, ended) / samples.Length;
        for (var i = 0; i < samples.Length; i++)
        {
            var (sample, begun, durations) = samples[i];
            var timings = Timings(durations, share, _time.GetElapsedTime(begun, ended));
            sample.Receiver.Receive(sample.Tag, TopK.TrySelect(_batch.Scores(i), _top, _session.Card.Output, out var top, out var fault)
                ? new(new Prediction(top), timings)
                : new(fault, timings));
        }

        // Lets go of the encoded bytes while the thread waits for more.
        samples.Clear();
    }

    private static SampleTimings Timings(StageDurations stages, TimeSpan infer, TimeSpan latency) =>
        new(Microseconds(stages.Decode), Microseconds(stages.Resize), Microseconds(infer), Microseconds(latency));

    private static long Microseconds(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMicrosecond;

    private readonly record struct Prepared(SubmittedSample Sample, long Started, StageDurations Durations);
}
