using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using GhostNet.Distributed.Grains;
using Microsoft.Extensions.Time.Testing;

namespace GhostNet.Distributed.Client.Tests;

public class JobHandleTests
{
    private readonly FakeJob _job = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watch_goes_on_through_a_broken_stream_and_repeats_nothing()
    {
        _job.Streams.Enqueue([Status(JobState.Running, 1), Status(JobState.Running, 2), new EnumerationAbortedException("moved")]);
        _job.Streams.Enqueue([Status(JobState.Running, 2), Status(JobState.Succeeded, 3)]);
        Assert.Equal([1, 2, 3], await _job.Handle.WatchAsync(Cancel).Select(s => s.AcceptedShards).ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_watch_whose_coordinator_leaves_without_a_word_goes_on_with_the_next_one()
    {
        _job.Streams.Enqueue([Status(JobState.Running, 1), FakeJob.End]);
        _job.Streams.Enqueue([FakeJob.End]);
        _job.Streams.Enqueue([Status(JobState.Running, 1), Status(JobState.Succeeded, 3)]);
        Assert.Equal([1, 3], await PassTimeAsync(_job.Handle.WatchAsync(Cancel).Select(s => s.AcceptedShards).ToListAsync(Cancel).AsTask()));
    }

    [Fact]
    public async Task A_watch_goes_on_when_the_silo_that_answers_it_is_stopped()
    {
        _job.Streams.Enqueue([Status(JobState.Running, 1), new TaskCanceledException("the activation is put away")]);
        _job.Streams.Enqueue([Status(JobState.Succeeded, 3)]);
        Assert.Equal([1, 3], await _job.Handle.WatchAsync(Cancel).Select(s => s.AcceptedShards).ToListAsync(Cancel));
    }

    [Fact]
    public async Task The_report_is_what_the_ledger_has_byte_for_byte()
    {
        _job.Report = "{ \"verdict\" : \"VALID\" }\n";
        Assert.Equal(_job.Report, await _job.Handle.ReadReportJsonAsync(Cancel));
    }

    [Fact]
    public async Task A_job_that_is_not_finished_has_no_report()
    {
        _job.Status = Status(JobState.Running, 1);
        Assert.Null(await _job.Handle.ReadReportJsonAsync(Cancel));
    }

    [Fact]
    public async Task A_job_that_is_not_there_has_no_report_either_and_tells_so() =>
        await Assert.ThrowsAsync<JobNotFoundException>(() => _job.Handle.ReadReportJsonAsync(Cancel));

    [Fact]
    public async Task A_watch_ends_with_the_job()
    {
        _job.Streams.Enqueue([Status(JobState.Succeeded, 3), Status(JobState.Succeeded, 4)]);
        Assert.Single(await _job.Handle.WatchAsync(Cancel).ToListAsync(Cancel));
    }

    [Fact]
    public async Task The_wait_for_a_failed_job_tells_the_reason()
    {
        _job.Streams.Enqueue([Status(JobState.Failed, 1) with { Reason = "no disk" }]);
        Assert.Contains("no disk", (await Assert.ThrowsAsync<JobFailedException>(() => _job.Handle.WaitForReportAsync(Cancel))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wait_for_a_canceled_job_tells_so()
    {
        _job.Streams.Enqueue([Status(JobState.Canceled, 1)]);
        await Assert.ThrowsAsync<JobCanceledException>(() => _job.Handle.WaitForReportAsync(Cancel));
    }

    [Fact]
    public async Task Canceling_the_wait_is_told_as_such_and_cancels_no_job()
    {
        using var patience = new CancellationTokenSource();
        _job.Streams.Enqueue([Status(JobState.Running, 1)]);
        var wait = _job.Handle.WaitForReportAsync(patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        Assert.Equal(0, _job.Cancellations);
    }

    [Fact]
    public async Task Predictions_of_a_canceled_job_leave_out_shards_without_a_result()
    {
        _job.Status = Status(JobState.Canceled, 2);
        _job.Predictions[0] = "a";
        _job.Predictions[2] = "c";
        Assert.Equal(["a", "c"], await _job.Handle.ReadPredictionsAsync(Cancel).Select(p => p.Sample).ToListAsync(Cancel));
    }

    [Fact]
    public void Getting_a_handle_of_a_job_asks_nobody() => Assert.Equal((JobId.Parse("job"), 0), (_job.Handle.Id, _job.Calls));

    /// <summary>Lets the clock run until a task is done.</summary>
    private async Task<T> PassTimeAsync<T>(Task<T> task)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!task.IsCompleted && TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60))
        {
            _job.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.True(task.IsCompleted, "The call had not ended after 60 s of real time and any number of pauses.");
        return await task;
    }

    private static JobStatus Status(JobState state, int accepted) => new()
    {
        Id = JobId.Parse("job"),
        State = state,
        Samples = 3,
        Tally = default,
        Shards = 3,
        AcceptedShards = accepted,
        LeasedShards = 0,
        RecoveredShards = 0,
    };

    /// <summary>A job whose streams are written by the test: each ends with an exception, with <see cref="End"/>, or waits for ever after its last status.</summary>
    private sealed class FakeJob : IJobGrain
    {
        public FakeJob()
        {
            var grains = DispatchProxy.Create<IGrainFactory, OneGrain>();
            ((OneGrain)grains).Grain = this;
            Handle = new GhostNetClient(new ClusterCalls(grains, Time, new GhostNetClientOptions())).GetJob(JobId.Parse("job"));
        }

        /// <summary>In a stream: it ends here.</summary>
        public static object End { get; } = new();

        public FakeTimeProvider Time { get; } = new();

        public JobHandle Handle { get; }

        public string? Report { get; set; }

        public Queue<object[]> Streams { get; } = new();

        public Dictionary<int, string> Predictions { get; } = [];

        public JobStatus? Status { get; set; }

        public int Cancellations { get; private set; }

        public int Calls { get; private set; }

        public async IAsyncEnumerable<JobStatus> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            Calls++;
            foreach (var next in Streams.Dequeue())
            {
                if (next == End)
                {
                    yield break;
                }

                yield return next as JobStatus ?? throw (Exception)next;
            }

            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public Task<JobStatus> GetStatusAsync()
        {
            Calls++;
            return Status is null ? Task.FromException<JobStatus>(new JobNotFoundException("There is no job job.")) : Task.FromResult(Status);
        }

        public Task<ImmutableArray<Prediction>?> GetPredictionsAsync(ShardId shard) =>
            Task.FromResult<ImmutableArray<Prediction>?>(Predictions.TryGetValue(shard.Value, out var sample) ? [new Prediction { Sample = sample }] : null);

        public Task<JobStatus> CancelAsync()
        {
            Cancellations++;
            return Task.FromResult(Status!);
        }

        public Task<JobStatus> SubmitAsync(JobSpec spec) => throw new NotSupportedException();

        public Task<ExchangeReply> ExchangeAsync(ExchangeRequest request) => throw new NotSupportedException();

        public Task<JobSpec> GetSpecAsync() => throw new NotSupportedException();

        public Task<string?> GetReportAsync() => Task.FromResult(Report);
    }
}

/// <summary>A grain factory that knows one grain.</summary>
public class OneGrain : DispatchProxy
{
    internal object? Grain { get; set; }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Grain;
}
