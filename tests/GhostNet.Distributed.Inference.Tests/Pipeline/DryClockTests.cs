using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Inference.Tests.Onnx;
using GhostNet.Distributed.Inference.Tests.Preprocessing;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Recipes;
using Microsoft.Extensions.Time.Testing;

namespace GhostNet.Distributed.Inference.Tests.Pipeline;

public sealed class DryClockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Each_waiting_thread_counts_for_itself_also_while_it_waits()
    {
        var clock = new DryClock(_time);
        _time.Advance(Second);
        Assert.Equal(TimeSpan.Zero, clock.Total);
        clock.Enter();
        _time.Advance(Second);
        clock.Enter();
        _time.Advance(2 * Second);
        Assert.Equal(5 * Second, clock.Total);
        clock.Leave();
        _time.Advance(3 * Second);
        clock.Leave();
        _time.Advance(Second);
        Assert.Equal(8 * Second, clock.Total);
    }

    [Fact]
    public async Task Threads_without_a_sample_are_dry_and_one_that_works_is_not()
    {
        using var session = Load();
        await using var pipeline = new InferencePipeline(session, new() { Threads = 3, BatchSize = 1 }, _time);
        await UntilDryAsync(pipeline, threads: 3);

        using var receiver = new GatedReceiver();
        await pipeline.SubmitAsync(PreprocessFixture.Named("small-upscaled.jpg").Bytes, receiver, 0, TestContext.Current.CancellationToken);
        await receiver.Entered.WaitAsync(Patience, TestContext.Current.CancellationToken);
        await UntilDryAsync(pipeline, threads: 2);

        receiver.Open();
        await UntilDryAsync(pipeline, threads: 3);
    }

    private static ModelSession Load() => ModelSession.Load(new TinyClassifier().ToBytes(), new()
    {
        Name = "tiny",
        Digest = new string('0', 64),
        Recipe = Recipe.ForInputSize(32),
        Input = new() { Name = "image", Element = InputElement.Float32, Layout = InputLayout.Nchw },
        Output = new() { Name = "scores", Width = 4, FirstClass = 0 },
    });

    // Nobody tells when a thread begins to wait; a second then counts for as many as do.
    private async Task UntilDryAsync(InferencePipeline pipeline, int threads)
    {
        using var patience = new CancellationTokenSource(Patience);
        TimeSpan grown;
        do
        {
            await Task.Yield();
            var before = pipeline.Dry.Total;
            _time.Advance(Second);
            grown = pipeline.Dry.Total - before;
            Assert.False(patience.IsCancellationRequested, $"Waited {Patience.TotalSeconds} s for {threads} threads to be dry; at last a second counted {grown.TotalSeconds}.");
        }
        while (grown != threads * Second);
    }
}
