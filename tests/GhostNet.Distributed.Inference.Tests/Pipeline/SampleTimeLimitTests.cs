using System.Diagnostics;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Inference.Tests.Onnx;
using GhostNet.Distributed.Inference.Tests.Preprocessing;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Recipes;
using Microsoft.Extensions.Time.Testing;
using SkiaSharp;

namespace GhostNet.Distributed.Inference.Tests.Pipeline;

/// <summary>A sample that takes too long is a fault of its own, whatever it does to its thread, and of nobody else.</summary>
public sealed class SampleTimeLimitTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly byte[] Photo = PreprocessFixture.Named("small-upscaled.jpg").Bytes;

    private readonly ModelSession _session = Load();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sample_within_its_limit_is_predicted()
    {
        await using var pipeline = new InferencePipeline(_session);
        Assert.True((await pipeline.ClassifyAsync(Photo, TimeSpan.FromMinutes(10), Cancellation)).IsPredicted);
        Assert.False(pipeline.HasStuckThreads);
    }

    [Fact]
    public async Task A_sample_that_gets_its_thread_stuck_times_out_and_the_others_of_its_batch_are_predicted()
    {
        var time = new FakeTimeProvider();
        using var gate = new GatedReceiver();
        using var stuck = new StuckBytes(Photo);
        await using var pipeline = new InferencePipeline(_session, new() { Threads = 1, BatchSize = 3 }, time);
        await pipeline.SubmitAsync(Photo, gate, 0, Cancellation);
        await gate.Entered.WaitAsync(Soon, Cancellation);
        var before = pipeline.ClassifyAsync(Photo, Limit, Cancellation);
        var late = pipeline.ClassifyAsync(stuck.Memory, Limit, Cancellation);
        var behind = pipeline.ClassifyAsync(Photo, Limit, Cancellation);
        gate.Open();
        await stuck.Entered.WaitAsync(Soon, Cancellation);

        time.Advance(Limit - TimeSpan.FromSeconds(1));
        Assert.False(late.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));

        var outcome = await late.WaitAsync(Soon, Cancellation);
        Assert.Equal(new ImageFault(ImageFaultKind.TimedOut, "took longer than 10 s, the limit for a sample, while it was decoded and resized"), outcome.Fault);
        Assert.True((await before.WaitAsync(Soon, Cancellation)).IsPredicted);
        Assert.True((await behind.WaitAsync(Soon, Cancellation)).IsPredicted);
        Assert.True(pipeline.HasStuckThreads);
        stuck.LetGo();
        await stuck.Left.WaitAsync(Soon, Cancellation);
    }

    [Fact]
    public async Task A_thread_that_comes_back_after_all_tells_nothing_and_ends()
    {
        var time = new FakeTimeProvider();
        using var stuck = new StuckBytes(Photo);
        await using var pipeline = new InferencePipeline(_session, new() { Threads = 1 }, time);
        var receiver = new RecordingReceiver(1);
        var late = pipeline.ClassifyAsync(stuck.Memory, Limit, Cancellation);
        await stuck.Entered.WaitAsync(Soon, Cancellation);
        time.Advance(Limit);
        var outcome = await late.WaitAsync(Soon, Cancellation);
        stuck.LetGo();
        await UntilAsync(() => !pipeline.HasStuckThreads);
        Assert.Equal(ImageFaultKind.TimedOut, outcome.Fault?.Kind);
        await pipeline.SubmitAsync(Photo, receiver, 1, Cancellation);
        await receiver.All.WaitAsync(Soon, Cancellation);
        Assert.Single(receiver.Outcomes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disposing_does_not_wait_for_a_stuck_thread(bool asynchronously)
    {
        var time = new FakeTimeProvider();
        using var stuck = new StuckBytes(Photo);
        var pipeline = new InferencePipeline(_session, new() { Threads = 1 }, time);
        var late = pipeline.ClassifyAsync(stuck.Memory, Limit, Cancellation);
        await stuck.Entered.WaitAsync(Soon, Cancellation);
        time.Advance(Limit);
        await late.WaitAsync(Soon, Cancellation);

        await (asynchronously ? pipeline.DisposeAsync().AsTask() : Task.Run(pipeline.Dispose, Cancellation)).WaitAsync(Soon, Cancellation);
        Assert.True(pipeline.HasStuckThreads);
        stuck.LetGo();
        await UntilAsync(() => !pipeline.HasStuckThreads);
    }

    [Fact]
    public async Task A_thread_that_gets_stuck_while_the_pipeline_is_disposed_is_not_waited_for()
    {
        var time = new FakeTimeProvider();
        using var stuck = new StuckBytes(Photo);
        var pipeline = new InferencePipeline(_session, new() { Threads = 1 }, time);
        var late = pipeline.ClassifyAsync(stuck.Memory, Limit, Cancellation);
        await stuck.Entered.WaitAsync(Soon, Cancellation);
        var disposing = pipeline.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);
        time.Advance(Limit);
        await disposing.WaitAsync(Soon, Cancellation);
        Assert.Equal(ImageFaultKind.TimedOut, (await late.WaitAsync(Soon, Cancellation)).Fault?.Kind);
        stuck.LetGo();
        await UntilAsync(() => !pipeline.HasStuckThreads);
    }

    // One thread and a batch of two: stages 1 and 2 prepare, 3 runs the batch; then each sample alone: 4 and 5, 6 and 7.
    [Fact]
    public async Task A_batch_that_takes_too_long_is_run_again_one_by_one()
    {
        var (first, second) = await ClassifyPairAsync(new OverdueTime(3));
        Assert.True(first.IsPredicted);
        Assert.True(second.IsPredicted);
    }

    [Fact]
    public async Task Only_what_takes_too_long_alone_times_out()
    {
        var (first, second) = await ClassifyPairAsync(new OverdueTime(3, 5));
        Assert.Equal(new ImageFault(ImageFaultKind.TimedOut, "took longer than 10 s, the limit for a sample, while the model ran on it alone"), first.Fault);
        Assert.True(second.IsPredicted);
    }

    [Fact]
    public async Task Both_may_time_out()
    {
        var (first, second) = await ClassifyPairAsync(new OverdueTime(3, 5, 7));
        Assert.Equal((ImageFaultKind.TimedOut, ImageFaultKind.TimedOut), (first.Fault?.Kind, second.Fault?.Kind));
    }

    [Fact]
    public async Task A_large_image_exceeds_a_small_limit_and_small_ones_beside_it_do_not()
    {
        // How long it takes here and now, so that the limit is small for it and large for the others.
        var large = LargeImage();
        await using var pipeline = new InferencePipeline(_session, new() { Threads = 2, BatchSize = 4 });
        var clock = Stopwatch.StartNew();
        Assert.True((await pipeline.ClassifyAsync(large, Cancellation).WaitAsync(Soon, Cancellation)).IsPredicted);
        var limit = clock.Elapsed / 4;

        var photos = Enumerable.Range(0, 10).Select(_ => pipeline.ClassifyAsync(Photo, limit, Cancellation)).ToList();
        var late = pipeline.ClassifyAsync(large, limit, Cancellation);
        photos.AddRange(Enumerable.Range(0, 10).Select(_ => pipeline.ClassifyAsync(Photo, limit, Cancellation)));

        Assert.Equal(ImageFaultKind.TimedOut, (await late.WaitAsync(Soon, Cancellation)).Fault?.Kind);
        Assert.All(await Task.WhenAll(photos).WaitAsync(Soon, Cancellation), outcome => Assert.True(outcome.IsPredicted));
        await UntilAsync(() => !pipeline.HasStuckThreads);
    }

    public void Dispose() => _session.Dispose();

    private async Task<(SampleOutcome First, SampleOutcome Second)> ClassifyPairAsync(OverdueTime time)
    {
        using var gate = new GatedReceiver();
        await using var pipeline = new InferencePipeline(_session, new() { Threads = 1, BatchSize = 2 }, time);
        await pipeline.SubmitAsync(Photo, gate, 0, Cancellation);
        await gate.Entered.WaitAsync(Soon, Cancellation);
        var first = pipeline.ClassifyAsync(Photo, Limit, Cancellation);
        var second = pipeline.ClassifyAsync(Photo, Limit, Cancellation);
        gate.Open();
        var outcomes = (await first.WaitAsync(Soon, Cancellation), await second.WaitAsync(Soon, Cancellation));
        await UntilAsync(() => !pipeline.HasStuckThreads);
        return outcomes;
    }

    private static byte[] LargeImage()
    {
        using var bitmap = new SKBitmap(9000, 9000);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Soon);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    private static ModelSession Load() => ModelSession.Load(new TinyClassifier().ToBytes(), new()
    {
        Name = "tiny",
        Digest = new string('0', 64),
        Recipe = Recipe.ForInputSize(32),
        Input = new() { Name = "image", Element = InputElement.Float32, Layout = InputLayout.Nchw },
        Output = new() { Name = "scores", Width = 4, FirstClass = 0 },
    });
}
