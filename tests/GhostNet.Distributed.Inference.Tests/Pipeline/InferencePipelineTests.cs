using System.Collections.Concurrent;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Inference.Preprocessing;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Inference.Tests.Onnx;
using GhostNet.Distributed.Inference.Tests.Preprocessing;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Inference.Tests.Pipeline;

public sealed class InferencePipelineTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly byte[] Photo = PreprocessFixture.Named("small-upscaled.jpg").Bytes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outcomes_are_the_same_for_any_number_of_threads_and_any_batch()
    {
        using var session = Load(new());
        byte[][] samples = [.. PreprocessFixture.All.Select(f => f.Bytes), [], "no image"u8.ToArray(), .. PreprocessFixture.All.Select(f => f.Bytes[..^50])];
        var reference = await ClassifyAllAsync(session, samples, new() { Threads = 1, BatchSize = 1 });

        foreach (var (threads, batch) in new[] { (1, 3), (1, 8), (2, 1), (2, 8), (4, 3) })
        {
            var outcomes = await ClassifyAllAsync(session, samples, new() { Threads = threads, BatchSize = batch, QueueCapacity = 7 });

            for (var i = 0; i < samples.Length; i++)
            {
                Assert.Equal(reference[i].Fault, outcomes[i].Fault);
                Assert.Equal(reference[i].Prediction?.Top.Select(t => t.Class), outcomes[i].Prediction?.Top.Select(t => t.Class));
                Assert.Equal(reference[i].Prediction?.Top.Select(t => t.Score) ?? [], outcomes[i].Prediction?.Top.Select(t => t.Score) ?? [], (a, b) => Math.Abs(a - b) < 1e-4f);
            }
        }

        Assert.Equal(PreprocessFixture.All.Count, reference.Count(o => o.IsPredicted));
    }

    [Theory]
    [InlineData(false, false, null)]
    [InlineData(true, false, null)]
    [InlineData(false, true, 4)]
    [InlineData(true, true, 3)]
    public async Task Scores_are_those_of_the_crop_for_every_kind_of_input(bool uint8, bool nhwc, int? fixedBatch)
    {
        var recipe = Recipe.ForInputSize(32);
        using var session = Load(new() { IsUint8 = uint8, IsNhwc = nhwc, Batch = fixedBatch });
        using var preprocessor = new Preprocessor(recipe);
        var rgb = new byte[preprocessor.CropLength];
        Assert.Null(preprocessor.Crop(Photo, rgb));
        await using var pipeline = new InferencePipeline(session, new() { Threads = 1, Top = 4 });

        var outcome = await pipeline.ClassifyAsync(Photo, Cancellation).WaitAsync(Soon, Cancellation);

        Assert.True(outcome.IsPredicted);
        for (var channel = 0; channel < 3; channel++)
        {
            var mean = rgb.Where((_, i) => i % 3 == channel).Average(v => (double)v);
            var expected = uint8 ? mean : ((mean / 255) - recipe.Mean[channel]) / recipe.Std[channel];
            Assert.Equal(expected, outcome.Prediction.Top.Single(t => t.Class == channel).Score, 1e-2);
        }
    }

    [Fact]
    public async Task Every_inference_call_is_measured_and_its_images_and_times_are_those_of_the_outcomes()
    {
        ConcurrentBag<BatchTimings> measured = [];
        using var session = Load(new());
        byte[][] samples = [.. Enumerable.Repeat(Photo, 20), "no image"u8.ToArray()];
        var outcomes = await ClassifyAllAsync(session, samples, new() { Threads = 2, BatchSize = 4, Measured = measured.Add });

        Assert.Equal(20, measured.Sum(call => call.Samples));
        Assert.All(measured, call => Assert.InRange(call.Samples, 1, 4));
        var predicted = outcomes.Where(outcome => outcome.IsPredicted).ToList();
        Assert.Equal(predicted.Sum(outcome => outcome.Timings.DecodeMicroseconds), measured.Sum(call => call.Decode.TotalMicroseconds), tolerance: predicted.Count);
        Assert.Equal(predicted.Sum(outcome => outcome.Timings.ResizeMicroseconds), measured.Sum(call => call.Resize.TotalMicroseconds), tolerance: predicted.Count);
        Assert.Equal(predicted.Sum(outcome => outcome.Timings.InferMicroseconds), measured.Sum(call => call.Infer.TotalMicroseconds), tolerance: predicted.Count);
    }

    [Fact]
    public async Task Background_column_shifts_the_classes()
    {
        var weights = Enumerable.Range(0, 1001).Select(c => c == 500 ? new float[] { 1, 1, 1 } : new float[3]).ToArray();
        using var session = Load(new() { IsUint8 = true, Weights = weights }, firstClass: 1);
        await using var pipeline = new InferencePipeline(session);

        var outcome = await pipeline.ClassifyAsync(Photo, Cancellation).WaitAsync(Soon, Cancellation);

        Assert.Equal(499, outcome.Prediction?.Top[0].Class);
    }

    [Fact]
    public async Task Output_that_is_not_a_number_is_a_fault_of_that_sample()
    {
        using var session = Load(new() { Biases = [0, float.NaN, 0, 0] });
        await using var pipeline = new InferencePipeline(session);

        var outcome = await pipeline.ClassifyAsync(Photo, Cancellation).WaitAsync(Soon, Cancellation);

        Assert.Equal(ImageFaultKind.NonFiniteOutput, outcome.Fault?.Kind);
    }

    [Fact]
    public async Task Timings_of_a_prediction_cover_every_stage_and_those_of_a_fault_no_inference()
    {
        using var session = Load(new());
        await using var pipeline = new InferencePipeline(session);

        var predicted = (await pipeline.ClassifyAsync(PreprocessFixture.Named("large.jpg").Bytes, Cancellation)).Timings;
        var fault = (await pipeline.ClassifyAsync(Photo.AsMemory(..^20), Cancellation)).Timings;

        Assert.True(predicted is { DecodeMicroseconds: > 0, ResizeMicroseconds: > 0, InferMicroseconds: > 0 }, $"{predicted}");
        Assert.True(predicted.LatencyMicroseconds >= predicted.DecodeMicroseconds + predicted.ResizeMicroseconds + predicted.InferMicroseconds - 3, $"{predicted}");
        Assert.Equal(0, fault.InferMicroseconds);
    }

    [Fact]
    public async Task A_batch_that_fails_fails_its_samples_and_the_thread_goes_on()
    {
        using var session = Load(new() { FailsUnlessBatchIsOne = true });
        using var gate = new GatedReceiver();
        await using var pipeline = new InferencePipeline(session, new() { Threads = 1, BatchSize = 2 });
        await pipeline.SubmitAsync(Photo, gate, 0, Cancellation);
        await gate.Entered.WaitAsync(Soon, Cancellation);
        var together = new RecordingReceiver(2);
        await pipeline.SubmitAsync(Photo, together, 1, Cancellation);
        await pipeline.SubmitAsync(Photo, together, 2, Cancellation);

        gate.Open();
        await together.All.WaitAsync(Soon, Cancellation);
        var alone = await pipeline.ClassifyAsync(Photo, Cancellation).WaitAsync(Soon, Cancellation);

        Assert.Equal([1, 2], together.Failures.Select(f => f.Tag).Order());
        Assert.All(together.Failures, f => Assert.IsType<InferenceFailedException>(f.Exception));
        Assert.True(alone.IsPredicted);
    }

    [Fact]
    public async Task Writers_wait_while_the_queue_is_full()
    {
        using var session = Load(new());
        using var gate = new GatedReceiver();
        await using var pipeline = new InferencePipeline(session, new() { Threads = 1, BatchSize = 1, QueueCapacity = 2 });
        await pipeline.SubmitAsync(Photo, gate, 0, Cancellation);
        await gate.Entered.WaitAsync(Soon, Cancellation);
        var receiver = new RecordingReceiver(3);
        await pipeline.SubmitAsync(Photo, receiver, 1, Cancellation).AsTask().WaitAsync(Soon, Cancellation);
        await pipeline.SubmitAsync(Photo, receiver, 2, Cancellation).AsTask().WaitAsync(Soon, Cancellation);

        var waiting = pipeline.SubmitAsync(Photo, receiver, 3, Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);
        gate.Open();

        await waiting.WaitAsync(Soon, Cancellation);
        await receiver.All.WaitAsync(Soon, Cancellation);
        Assert.Equal([1, 2, 3], receiver.Outcomes.Select(o => o.Tag).Order());
    }

    [Fact]
    public async Task A_cancelled_sample_ends_at_once_and_is_never_decoded()
    {
        using var session = Load(new());
        using var gate = new GatedReceiver();
        using var cancel = new CancellationTokenSource();
        await using var pipeline = new InferencePipeline(session, new() { Threads = 1, BatchSize = 1, QueueCapacity = 2 });
        await pipeline.SubmitAsync(Photo, gate, 0, Cancellation);
        await gate.Entered.WaitAsync(Soon, Cancellation);
        var receiver = new RecordingReceiver(1);
        var queued = pipeline.ClassifyAsync(Photo, cancel.Token);
        await pipeline.SubmitAsync(Photo, receiver, 7, cancel.Token);
        var waiting = pipeline.ClassifyAsync(Photo, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued.WaitAsync(Soon, Cancellation));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Soon, Cancellation));
        gate.Open();
        await receiver.All.WaitAsync(Soon, Cancellation);
        Assert.Equal(cancel.Token, Assert.IsType<OperationCanceledException>(Assert.Single(receiver.Failures).Exception).CancellationToken);
        Assert.True((await pipeline.ClassifyAsync(Photo, Cancellation)).IsPredicted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disposing_a_busy_pipeline_tells_every_sample_and_returns(bool asynchronously)
    {
        using var session = Load(new());
        using var gate = new GatedReceiver();
        var pipeline = new InferencePipeline(session, new() { Threads = 1, BatchSize = 1, QueueCapacity = 3 });
        await pipeline.SubmitAsync(Photo, gate, 0, Cancellation);
        await gate.Entered.WaitAsync(Soon, Cancellation);
        var receiver = new RecordingReceiver(3);
        for (var tag = 0; tag < 3; tag++)
        {
            await pipeline.SubmitAsync(Photo, receiver, tag, Cancellation);
        }

        var withoutRoom = pipeline.ClassifyAsync(Photo, Cancellation);

        var disposing = asynchronously ? pipeline.DisposeAsync().AsTask() : Task.Run(pipeline.Dispose, Cancellation);
        await receiver.All.WaitAsync(Soon, Cancellation);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => withoutRoom.WaitAsync(Soon, Cancellation));
        Assert.False(disposing.IsCompleted);
        gate.Open();
        await disposing.WaitAsync(Soon, Cancellation);

        Assert.All(receiver.Failures, f => Assert.IsType<ObjectDisposedException>(f.Exception));
        Assert.Empty(receiver.Outcomes);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pipeline.ClassifyAsync(Photo, Cancellation));
    }

    [Fact]
    public async Task Disposing_while_many_write_loses_no_sample()
    {
        using var session = Load(new());
        for (var round = 0; round < 5; round++)
        {
            var pipeline = new InferencePipeline(session, new() { Threads = 2, BatchSize = 3, QueueCapacity = 4 });
            var writers = Enumerable.Range(0, 40).Select(_ => Task.Run(() => pipeline.ClassifyAsync(Photo, Cancellation), Cancellation)).ToArray();
            await Task.WhenAny(writers).WaitAsync(Soon, Cancellation);

            await pipeline.DisposeAsync().AsTask().WaitAsync(Soon, Cancellation);

            foreach (var writer in writers)
            {
                var told = await Task.WhenAny(writer).WaitAsync(Soon, Cancellation);
                Assert.True(told.IsCompletedSuccessfully || told.Exception?.InnerException is ObjectDisposedException, $"{told.Status} {told.Exception}");
            }
        }
    }

    [Fact]
    public async Task Two_pipelines_of_different_models_live_side_by_side()
    {
        using var first = Load(new() { Weights = [[0, 0, 0], [0, 0, 0]], Biases = [1, 0] });
        using var second = Load(new() { Weights = [[0, 0, 0], [0, 0, 0], [0, 0, 0]], Biases = [0, 0, 5] });
        await using var a = new InferencePipeline(first, new() { Threads = 2 });
        await using var b = new InferencePipeline(second, new() { Threads = 2 });

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? a : b).ClassifyAsync(Photo, Cancellation))).WaitAsync(Soon, Cancellation);

        Assert.All(outcomes.Index(), o => Assert.Equal(o.Index % 2 == 0 ? 0 : 2, o.Item.Prediction?.Top[0].Class));
    }

    [Fact]
    public void Options_out_of_range_are_told_together()
    {
        using var session = Load(new());

        var refusal = Assert.Throws<ArgumentException>(() => new InferencePipeline(session, new() { Threads = 0, BatchSize = 257, Top = -1 }));

        Assert.All(new[] { "Threads is 0; expected 1 to 1024", "BatchSize is 257", "Top is -1" }, part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
    }

    private static ModelSession Load(TinyClassifier graph, int firstClass = 0) => ModelSession.Load(graph.ToBytes(), new()
    {
        Name = "tiny",
        Digest = new string('0', 64),
        Recipe = Recipe.ForInputSize(32),
        Input = new()
        {
            Name = "image",
            Element = graph.IsUint8 ? InputElement.Uint8 : InputElement.Float32,
            Layout = graph.IsNhwc ? InputLayout.Nhwc : InputLayout.Nchw,
            FixedBatch = graph.Batch,
        },
        Output = new() { Name = "scores", Width = graph.Classes, FirstClass = firstClass },
    });

    private static async Task<SampleOutcome[]> ClassifyAllAsync(ModelSession session, byte[][] samples, PipelineOptions options)
    {
        await using var pipeline = new InferencePipeline(session, options);
        return await Task.WhenAll(samples.Select(sample => pipeline.ClassifyAsync(sample, Cancellation))).WaitAsync(Soon, Cancellation);
    }
}
