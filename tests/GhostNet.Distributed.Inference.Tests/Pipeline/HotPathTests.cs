using System.Globalization;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Inference.Tests.Decoding;
using GhostNet.Distributed.Inference.Tests.Onnx;
using GhostNet.Distributed.Inference.Tests.Preprocessing;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Inference.Tests.Pipeline;

/// <summary>What a thread that infers costs those around it: garbage, and priority.</summary>
public sealed class HotPathTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly byte[] Photo = PreprocessFixture.Named("422.jpg").Bytes;

    public static TheoryData<JpegCodec> Codecs => [.. NativeCodec.Available];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Codecs))]
    public async Task An_image_leaves_little_garbage_on_the_thread_that_infers(JpegCodec codec)
    {
        // The outcome itself, the opened image, the native handles' owners. The tensors, the pixels and the file's bytes would be a hundred times as much each.
        long limit = codec == JpegCodec.TurboJpeg ? 512 : 768;
        using var session = Load();
        await using var pipeline = new InferencePipeline(session, new() { Threads = 1, Jpeg = codec });

        var bytes = await BytesAnImageAsync(pipeline);
        Assert.InRange(bytes, 1, limit);
    }

    [Fact]
    public async Task Threads_that_infer_have_less_priority_than_others()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads nice values, which are Unix's");
        string? refusal = null;
        using var session = Load();
        await using var pipeline = new InferencePipeline(session, new() { Threads = 1 }, priorityRefused: reason => refusal = reason);
        var receiver = new NotingReceiver(1);

        await pipeline.SubmitAsync(Photo, receiver, 0, Cancellation);
        await receiver.All.WaitAsync(Soon, Cancellation);

        Assert.Null(refusal);
        Assert.True(receiver.Nice >= Math.Min(19, OfThisProcess() + ThreadPriorityBelowOthers.NiceSteps), $"nice {receiver.Nice} of a process with {OfThisProcess()}");
    }

    [Fact]
    public async Task Awaited_outcomes_are_told_by_a_thread_of_ordinary_priority()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads nice values, which are Unix's");
        using var session = Load();
        var ordinary = ThreadPriorityBelowOthers.Nice();
        await using var pipeline = new InferencePipeline(session, new() { Threads = 1 });
        var sample = new AwaitedSample(pipeline.Courier);
        var scheduler = new NotingScheduler();
        var continuation = sample.Task.ContinueWith(_ => { }, Cancellation, TaskContinuationOptions.None, scheduler);

        await pipeline.SubmitAsync(Photo, sample, 0, Cancellation);
        await continuation.WaitAsync(Soon, Cancellation);

        // The pool would be asked for a thread here, and one that is started inherits the priority.
        Assert.Equal(ordinary, scheduler.Nice);
    }

    [Fact]
    public async Task What_a_receiver_defers_is_done_once_by_a_thread_of_ordinary_priority()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads nice values, which are Unix's");
        using var session = Load();
        var ordinary = ThreadPriorityBelowOthers.Nice();
        await using var pipeline = new InferencePipeline(session, new() { Threads = 1 });
        var receiver = new DeferringReceiver(pipeline);

        await pipeline.SubmitAsync(Photo, receiver, 0, TimeSpan.FromHours(1), Cancellation);
        await pipeline.SubmitAsync("no image"u8.ToArray(), receiver, 1, null, Cancellation);

        Assert.Equal(ordinary, await receiver.Both.WaitAsync(Soon, Cancellation));
    }

    [Fact]
    public async Task What_is_deferred_by_a_pipeline_that_has_ended_is_done_on_the_spot()
    {
        using var session = Load();
        var pipeline = new InferencePipeline(session, new() { Threads = 1 });
        await pipeline.DisposeAsync();
        var receiver = new DeferringReceiver(pipeline);
        receiver.Fail(0, new ObjectDisposedException("pipeline"));
        receiver.Fail(1, new ObjectDisposedException("pipeline"));
        Assert.True(receiver.Both.IsCompletedSuccessfully);
    }

    private static async Task<long> BytesAnImageAsync(InferencePipeline pipeline)
    {
        const int images = 200;
        var receiver = new NotingReceiver(images);
        for (var i = 0; i < images; i++)
        {
            await pipeline.SubmitAsync(Photo, receiver, i, Cancellation);
        }

        await receiver.All.WaitAsync(Soon, Cancellation);
        return receiver.BytesOfSecondHalf / (images / 2);
    }

    // The main thread's: this one may be of the pool, and have been started by anybody.
    private static int OfThisProcess() => int.Parse(File.ReadAllText("/proc/self/stat").Split(") ")[^1].Split(' ')[16], CultureInfo.InvariantCulture);

    private static ModelSession Load() => ModelSession.Load(new TinyClassifier().ToBytes(), new()
    {
        Name = "tiny",
        Digest = new string('0', 64),
        Recipe = Recipe.ForInputSize(32),
        Input = new() { Name = "image" },
        Output = new() { Name = "scores", Width = new TinyClassifier().Classes },
    });

    /// <summary>Notes how much its calling thread has allocated so far, and its nice value.</summary>
    private sealed class NotingReceiver(int expected) : IOutcomeReceiver
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly long[] _allocated = new long[expected];
        private int _told;

        public Task All => _all.Task;

        public int? Nice { get; private set; }

        public long BytesOfSecondHalf => _allocated[^1] - _allocated[(expected / 2) - 1];

        public void Receive(long tag, SampleOutcome outcome)
        {
            _allocated[_told] = GC.GetAllocatedBytesForCurrentThread();
            Nice = ThreadPriorityBelowOthers.Nice();
            if (++_told == expected)
            {
                _all.SetResult();
            }
        }

        public void Fail(long tag, Exception exception) => _all.TrySetException(exception);
    }

    /// <summary>Has itself run for every outcome of two, and notes the nice value of the thread that does it.</summary>
    private sealed class DeferringReceiver(InferencePipeline pipeline) : IOutcomeReceiver, IThreadPoolWorkItem
    {
        private readonly TaskCompletionSource<int?> _both = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _times;

        public Task<int?> Both => _both.Task;

        public void Receive(long tag, SampleOutcome outcome) => pipeline.Defer(this);

        public void Fail(long tag, Exception exception) => pipeline.Defer(this);

        public void Execute()
        {
            if (Interlocked.Increment(ref _times) == 2)
            {
                _both.SetResult(ThreadPriorityBelowOthers.Nice());
            }
        }
    }

    /// <summary>Notes the nice value of the thread that schedules, which is the one that completes.</summary>
    private sealed class NotingScheduler : TaskScheduler
    {
        public int? Nice { get; private set; }

        protected override void QueueTask(Task task)
        {
            Nice = ThreadPriorityBelowOthers.Nice();
            ThreadPool.UnsafeQueueUserWorkItem(_ => TryExecuteTask(task), null);
        }

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
