using System.Collections.Immutable;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Runtime.ModelHosts;
using GhostNet.Distributed.Runtime.Pump;
using GhostNet.Distributed.Runtime.Tests.Clusters;
using GhostNet.Distributed.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

/// <summary>The samples of one request: whatever becomes of them, their shard is told, and what they held is given back.</summary>
public class ReadInWorkTests(RunningCluster running) : IClassFixture<RunningCluster>
{
    private static readonly byte[] Photo = File.ReadAllBytes(Repository.Fixture("preprocess", "422.jpg"));
    private static readonly FetchedSample Good = new(Photo, null);
    private static readonly FetchedSample Gone = new(default, new Failure(FailureKind.Missing, "it is gone"));

    private readonly WorkerActivity _activity = new(TimeProvider.System);
    private readonly Count _memory = new();
    private readonly Count _room = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Outcomes_are_noted_at_the_samples_positions_in_their_shard()
    {
        var shard = new ShardOutcomes(3, _activity);
        var alone = Work(shard, [1], Gone);
        var work = Work(shard, [2, 0], Good, new FetchedSample("no image"u8.ToArray(), null));
        await (await work).SubmitAsync(Cancel);
        await (await alone).SubmitAsync(Cancel);

        var outcomes = await Within.TimeAsync("all outcomes", shard.All);

        Assert.Equal([FailureKind.NotAnImage, FailureKind.Missing, null], outcomes.Select(outcome => outcome.Prediction.Failure?.Kind));
        Assert.Equal(["1", "0", "0"], outcomes.Select(outcome => outcome.Prediction.Sample));
        Assert.All(outcomes, outcome => Assert.Equal(5, outcome.Stages.Fetch));
        Assert.Equal(3, _activity.Samples);
        Assert.Equal((2, 2), (_memory.Times, _room.Times));
    }

    [Fact]
    public async Task A_request_without_a_usable_sample_is_done_with_at_once()
    {
        var shard = new ShardOutcomes(2, _activity);
        await (await Work(shard, [0, 1], Gone, Gone)).SubmitAsync(Cancel);
        Assert.True(shard.All.IsCompletedSuccessfully);
        Assert.Equal((1, 1), (_memory.Times, _room.Times));
    }

    [Fact]
    public async Task A_shard_whose_work_is_withdrawn_fails_and_holds_nothing()
    {
        var shard = new ShardOutcomes(2, _activity);
        await (await Work(shard, [0, 1], Good, Good)).SubmitAsync(new CancellationToken(canceled: true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Within.TimeAsync("the shard's end", shard.All));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(shard.ThrowIfFailedAsync);
        Assert.Equal((1, 1), (_memory.Times, _room.Times));
    }

    [Fact]
    public async Task A_model_that_fails_on_a_sample_is_that_samples_failure()
    {
        var shard = new ShardOutcomes(1, _activity);
        await ToldAsync(await Work(shard, [0], Good), work => work.Fail(0, new InferenceFailedException("the graph is odd", new InvalidOperationException())));
        var outcome = Assert.Single(await Within.TimeAsync("the outcome", shard.All));
        Assert.Equal(new Failure(FailureKind.InferenceError, "the graph is odd"), outcome.Prediction.Failure);
    }

    [Fact]
    public async Task Any_other_exception_is_the_shards()
    {
        var shard = new ShardOutcomes(1, _activity);
        await ToldAsync(await Work(shard, [0], Good), work => work.Fail(0, new InvalidDataException("a defect")));
        Assert.Equal("a defect", (await Assert.ThrowsAsync<InvalidDataException>(() => Within.TimeAsync("the shard's end", shard.All))).Message);
        Assert.Equal((1, 1), (_memory.Times, _room.Times));
    }

    [Fact]
    public async Task Memory_that_a_stuck_thread_may_read_is_not_lent_to_others()
    {
        var shard = new ShardOutcomes(1, _activity);
        var late = new Inference.Pipeline.SampleOutcome(new ImageFault(ImageFaultKind.TimedOut, "took too long"), default);
        await ToldAsync(await Work(shard, [0], Good), work => work.Receive(0, late));
        Assert.Equal(FailureKind.TimedOut, Assert.Single(await Within.TimeAsync("the outcome", shard.All)).Prediction.Failure?.Kind);
        Assert.Equal((0, 1), (_memory.Times, _room.Times));
    }

    [Fact]
    public async Task An_outcome_that_cannot_be_put_into_words_is_the_shards_failure_and_not_the_threads()
    {
        var shard = new ShardOutcomes(1, _activity);
        var unknown = new Inference.Pipeline.SampleOutcome(new ImageFault((ImageFaultKind)99, "of a later version"), default);
        await ToldAsync(await Work(shard, [0], Good), work => work.Receive(0, unknown));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Within.TimeAsync("the shard's end", shard.All));
        Assert.Equal((1, 1), (_memory.Times, _room.Times));
    }

    private Task<Classifier> ClassifierAsync()
    {
        var spec = running.Bench.Spec();
        return running.Cluster.Silos[0].ServiceProvider.GetRequiredService<LoadedModels>().GetAsync(ClassifierKey.Of(spec.Model, spec.Recipe, spec.TopK), Cancel);
    }

    private Task<ReadInWork> Work(ShardOutcomes shard, ImmutableArray<int> positions, params ImmutableArray<FetchedSample> fetched) => Work(shard, positions, fetched, _memory, _room);

    private async Task<ReadInWork> Work(ShardOutcomes shard, ImmutableArray<int> positions, ImmutableArray<FetchedSample> fetched, Count memory, Count room)
    {
        var samples = fetched.Select((sample, i) => (i, new ManifestSample($"{i}", 0, sample.Content.Length))).ToImmutableArray();
        var read = new SampleRead(samples[0].Item2.Blob, default, samples);
        return new ReadInWork(running.Bench.Spec(), read, new ReadAhead(fetched, memory.Once(), new StageTimes(5, 0, 0, 0), room.Once()), positions, shard, await ClassifierAsync());
    }

    /// <summary>Tells a sample's outcome as a thread that infers does, and lets the one come that does the rest.</summary>
    private async Task ToldAsync(ReadInWork work, Action<IOutcomeReceiver> tell)
    {
        tell(work);
        await (await Work(new ShardOutcomes(1, _activity), [0], [Good], new Count(), new Count())).SubmitAsync(Cancel);
    }

    /// <summary>How often what it gives out was disposed.</summary>
    private sealed class Count
    {
        private int _times;

        public int Times => Volatile.Read(ref _times);

        public IDisposable Once() => new Counted(this);

        private sealed class Counted(Count count) : IDisposable
        {
            public void Dispose() => Interlocked.Increment(ref count._times);
        }
    }
}
