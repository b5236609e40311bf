using System.Collections.Concurrent;
using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Inference.Tests.Preprocessing;

namespace GhostNet.Distributed.Inference.Tests.Pipeline;

/// <summary>Run in a process of its own by <see cref="HotPathTests"/>: it takes many threads of the pool, and looks at who started them.</summary>
public sealed class PoolPriorityTests
{
    private const int Waiting = 24;

    [Fact(Explicit = true)]
    public async Task Threads_that_are_started_for_awaited_outcomes_have_ordinary_priority()
    {
        // Each continuation keeps its thread until all have one, so that the pool has to start threads when outcomes are told.
        ThreadPool.SetMinThreads(Waiting * 2, Waiting);
        using var all = new CountdownEvent(Waiting);
        using var session = HotPathTests.Load();
        await using var pipeline = new InferencePipeline(session, new() { Threads = 2, QueueCapacity = 2 });
        var photo = PreprocessFixture.Named("422.jpg").Bytes;
        ConcurrentBag<int?> nices = [];

        await Task.WhenAll(Enumerable.Range(0, Waiting).Select(_ => pipeline.ClassifyAsync(photo, TestContext.Current.CancellationToken).ContinueWith(
            _ =>
            {
                nices.Add(ThreadPriorityBelowOthers.Nice());
                all.Signal();
                Assert.True(all.Wait(TimeSpan.FromSeconds(60), CancellationToken.None), "The pool did not start enough threads.");
            },
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default)));

        Assert.Equal([.. Enumerable.Repeat(ThreadPriorityBelowOthers.Nice(), Waiting)], nices);
    }
}
