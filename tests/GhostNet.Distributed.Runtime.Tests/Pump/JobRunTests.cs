using System.Collections.Immutable;
using System.Threading.Channels;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Pump;
using GhostNet.Distributed.Runtime.Telemetry;
using GhostNet.Distributed.Runtime.Tests.Clusters;
using GhostNet.Distributed.Runtime.Tests.Coordination;
using GhostNet.Distributed.Runtime.Tests.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

/// <summary>A worker's part of a job against a coordinator whose every answer the test writes, and shards that end when the test says so.</summary>
public sealed class JobRunTests : IDisposable
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(20);
    private static readonly Tally One = new(1, 0, 1, 1);
    private static readonly JobId Id = JobId.Parse("job");

    private readonly FakeTimeProvider _time = new();
    private readonly Coordinator _coordinator = new();
    private readonly Shards _shards = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly WorkerActivity _activity;
    private readonly FairShare _share = new();
    private readonly ExchangeNumbers _numbers = new();
    private readonly JobRun _job;
    private readonly Task _run;
    private bool _hasMet;

    public JobRunTests()
    {
        _activity = new WorkerActivity(_time);
        _job = Create();
        _run = StartAsync(_job);
    }

    [Fact]
    public async Task The_first_exchange_wants_nothing_and_the_second_follows_at_once()
    {
        Assert.Equal(0, (await _coordinator.RequestAsync()).WantSamples);
        _coordinator.Answer();
        Assert.True((await _coordinator.RequestAsync()).WantSamples > 0);
        await EndAsync();
    }

    [Fact]
    public async Task Every_exchange_says_who_asks_and_has_a_number()
    {
        var first = await _coordinator.RequestAsync();
        _coordinator.Fail(new TimeoutException());
        var second = await NextRequestAsync();
        Assert.All([first, second], r => Assert.Equal(("node", "node/1", "x64"), (r.Host, r.Silo, r.Labels["arch"])));
        Assert.Equal((1, 2), (first.Sequence, second.Sequence));
        await EndAsync();
    }

    [Fact]
    public async Task A_run_that_is_begun_again_goes_on_with_the_numbers_of_the_one_before()
    {
        var before = await MeetAsync();
        _coordinator.Fail(new LedgerException("the ledger is damaged"));
        await Assert.ThrowsAsync<LedgerException>(() => Within.TimeAsync("the run to end", _run));
        var again = StartAsync(Create());
        Assert.True((await _coordinator.RequestAsync()).Sequence > before.Sequence);
        _coordinator.AnswerAlways(JobState.Canceled);
        await Within.TimeAsync("the second run to end", again);
    }

    [Fact]
    public async Task What_is_waited_for_is_told()
    {
        await GrantAsync(0);
        using (_activity.Wait(Id, "the store"))
        {
            Assert.Equal("the store", (await NextRequestAsync()).Waiting);
        }

        _coordinator.Answer();
        Assert.Null((await NextRequestAsync()).Waiting);
        await EndAsync();
    }

    [Fact]
    public async Task A_woken_run_exchanges_at_once()
    {
        await GrantAsync(0);
        _job.Wake();
        Assert.Equal([Attempt(0)], (await _coordinator.RequestAsync()).Held);
        await EndAsync();
    }

    [Fact]
    public async Task A_shard_that_was_split_meanwhile_is_handed_back_without_fault()
    {
        await GrantAsync(0);
        _shards.Finish(0, null);
        var request = await _coordinator.RequestAsync();
        Assert.Equal([new ReturnedLease(Attempt(0), null)], request.Returned);
        Assert.Empty(request.Accepted);
        await EndAsync();
    }

    [Fact]
    public async Task A_refused_worker_holds_nothing_and_asks_again()
    {
        await GrantAsync(0);
        await NextRequestAsync();
        _coordinator.Answer(refusal: "lacks pool=edge");
        await Within.TimeAsync("the cancellation of shard 0", _shards.Canceled(0));
        var again = await NextRequestAsync();
        Assert.Empty(again.Held);
        Assert.True(again.WantSamples > 0);
        await EndAsync();
    }

    [Fact]
    public async Task A_coordinator_whose_ledger_is_away_is_asked_again_and_the_shards_in_work_go_on()
    {
        await GrantAsync(0);
        await NextRequestAsync();
        _coordinator.Fail(new LedgerUnavailableException("the store is away"));
        Assert.Equal([Attempt(0)], (await NextRequestAsync()).Held);
        await EndAsync();
    }

    [Fact]
    public async Task A_job_of_a_higher_priority_leaves_nothing_to_want_until_it_steps_back()
    {
        await MeetAsync();
        var other = JobId.Parse("other");
        _share.Join(other, priority: 1, () => { });
        _coordinator.Answer();
        Assert.Equal(0, (await NextRequestAsync()).WantSamples);
        _coordinator.Answer(next: TimeSpan.FromHours(1));
        _share.Note(other, usesWork: false);
        Assert.True((await _coordinator.RequestAsync()).WantSamples > 0);
        await EndAsync();
    }

    [Fact]
    public async Task A_job_without_open_shards_leaves_the_worker_to_others()
    {
        await MeetAsync();
        _coordinator.Answer();
        await NextRequestAsync();
        var other = JobId.Parse("other");
        _share.Join(other, priority: 0, () => { });
        Assert.Equal(TimeSpan.FromSeconds(4), _share.Of(other, TimeSpan.FromSeconds(4)));
        await EndAsync();
    }

    [Fact]
    public async Task A_worker_without_work_asks_for_some()
    {
        Assert.True((await MeetAsync()).WantSamples > 0);
        await EndAsync();
    }

    [Fact]
    public async Task A_finished_shard_is_reported_at_once()
    {
        await GrantAsync(0);
        _shards.Finish(0, One);
        Assert.Equal([new ShardReport(Attempt(0), One)], (await _coordinator.RequestAsync()).Accepted);
        await EndAsync();
    }

    [Fact]
    public async Task A_report_whose_answer_got_lost_is_told_again()
    {
        await GrantAsync(0);
        _shards.Finish(0, One);
        await _coordinator.RequestAsync();
        _coordinator.Fail(new TimeoutException());
        Assert.Equal([new ShardReport(Attempt(0), One)], (await NextRequestAsync()).Accepted);
        await EndAsync();
    }

    [Fact]
    public async Task A_report_that_was_answered_is_not_told_again()
    {
        await GrantAsync(0);
        _shards.Finish(0, One);
        await _coordinator.RequestAsync();
        _coordinator.Answer();
        Assert.Empty((await NextRequestAsync()).Accepted);
        await EndAsync();
    }

    [Fact]
    public async Task A_shard_that_failed_is_handed_back_with_the_fault()
    {
        await GrantAsync(0);
        _shards.Fail(0, new InvalidOperationException("no disk"));
        Assert.Equal([new ReturnedLease(Attempt(0), "no disk")], (await _coordinator.RequestAsync()).Returned);
        await EndAsync();
    }

    [Fact]
    public async Task A_shard_in_work_is_held()
    {
        await GrantAsync(0);
        Assert.Equal([Attempt(0)], (await NextRequestAsync()).Held);
        await EndAsync();
    }

    [Fact]
    public async Task The_work_on_a_lost_lease_is_canceled()
    {
        await GrantAsync(0, 1);
        await NextRequestAsync();
        _coordinator.Answer(lost: [Attempt(0)]);
        await Within.TimeAsync("the cancellation of shard 0", _shards.Canceled(0));
        Assert.Equal([Attempt(1)], (await _coordinator.RequestAsync()).Held);
        await EndAsync();
    }

    [Theory]
    [InlineData(JobState.Succeeded)]
    [InlineData(JobState.Failed)]
    [InlineData(JobState.Canceled)]
    public async Task The_end_of_the_job_is_the_end_of_its_work_here(JobState end)
    {
        await GrantAsync(0);
        await NextRequestAsync();
        _coordinator.Answer(state: end);
        await Within.TimeAsync("the run to end", _run);
        Assert.True(_shards.Canceled(0).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_stopping_worker_asks_for_nothing_more()
    {
        await GrantAsync(0);
        await _stopping.CancelAsync();
        Assert.Equal(0, (await _coordinator.RequestAsync()).WantSamples);
        await EndAsync();
    }

    [Fact]
    public async Task A_stopping_worker_finishes_what_it_holds_and_leaves()
    {
        await GrantAsync(0);
        await _stopping.CancelAsync();
        await _coordinator.RequestAsync();
        _coordinator.Answer();
        _shards.Finish(0, One);
        Assert.Equal([new ShardReport(Attempt(0), One)], (await _coordinator.RequestAsync()).Accepted);
        _coordinator.Answer();
        await Within.TimeAsync("the run to end", _run);
    }

    [Fact]
    public async Task A_stopping_worker_hands_back_what_it_has_not_finished_in_time()
    {
        await GrantAsync(0);
        await _stopping.CancelAsync();
        await _coordinator.RequestAsync();
        _coordinator.Answer(next: 2 * Drain);
        await Within.TimeAsync("the end of the drain", AdvanceUntilAsync(_coordinator.HasRequest));
        Assert.Equal([new ReturnedLease(Attempt(0), null)], (await _coordinator.RequestAsync()).Returned);
        _coordinator.Answer();
        await Within.TimeAsync("the run to end", _run);
    }

    [Fact]
    public async Task A_stopping_worker_whose_coordinator_is_gone_ends_with_the_drain()
    {
        await GrantAsync(0);
        await _stopping.CancelAsync();
        _coordinator.FailAlways(new TimeoutException());
        await Within.TimeAsync("the run to end", AdvanceUntilAsync(() => _run.IsCompleted));
        await Assert.ThrowsAsync<TimeoutException>(() => _run);
    }

    public void Dispose() => _stopping.Dispose();

    private JobRun Create()
    {
        var options = new WorkerOptions { DrainTimeout = Drain };
        var labels = ImmutableSortedDictionary<string, string>.Empty.Add("arch", "x64");
        return new JobRun(Id, _coordinator, new("node", "node/1", labels), _numbers, _shards, _share, options, _activity, new WorkInstruments(new Meters(), _activity, threads: 1, new RemoteClock()), _time, NullLogger.Instance);
    }

    private Task StartAsync(JobRun run) => Task.Run(() => run.RunAsync(_stopping.Token));

    /// <summary>Answers the first exchange, which only learns of the job, and returns the second.</summary>
    private async Task<ExchangeRequest> MeetAsync()
    {
        var request = await _coordinator.RequestAsync();
        if (_hasMet)
        {
            return request;
        }

        _hasMet = true;
        _coordinator.Answer();
        return await _coordinator.RequestAsync();
    }

    private async Task GrantAsync(params int[] shards)
    {
        await MeetAsync();
        _coordinator.Answer(granted: [.. shards.Select(s => new ShardLease(new ShardId(s), new AttemptNumber(1), new ShardRange(s, s + 1)))]);
        foreach (var shard in shards)
        {
            await Within.TimeAsync($"the begin of shard {shard}", _shards.Begun(shard));
        }
    }

    private async Task<ExchangeRequest> NextRequestAsync()
    {
        await Within.TimeAsync("the next exchange", AdvanceUntilAsync(_coordinator.HasRequest));
        return await _coordinator.RequestAsync();
    }

    private async Task EndAsync()
    {
        _coordinator.AnswerAlways(JobState.Canceled);
        await Within.TimeAsync("the run to end", AdvanceUntilAsync(() => _run.IsCompleted));
        await _run;
    }

    private async Task AdvanceUntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }
    }

    private static ShardAttempt Attempt(int shard) => new(new ShardId(shard), new AttemptNumber(1));

    private sealed class Shards : IShardRunner
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<int, (TaskCompletionSource Begun, TaskCompletionSource<Tally?> End, TaskCompletionSource Canceled)> _shards = [];

        public Task Begun(int shard) => Of(shard).Begun.Task;

        public Task Canceled(int shard) => Of(shard).Canceled.Task;

        public void Finish(int shard, Tally? tally) => Of(shard).End.SetResult(tally);

        public void Fail(int shard, Exception fault) => Of(shard).End.SetException(fault);

        public async Task<Tally?> RunAsync(JobSpec spec, ShardLease lease, Budget turn, WaitingThreads waiting, CancellationToken cancellationToken)
        {
            var (begun, end, canceled) = Of(lease.Shard.Value);
            begun.SetResult();
            try
            {
                return await end.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                canceled.SetResult();
                throw;
            }
        }

        private (TaskCompletionSource Begun, TaskCompletionSource<Tally?> End, TaskCompletionSource Canceled) Of(int shard)
        {
            lock (_lock)
            {
                if (!_shards.TryGetValue(shard, out var found))
                {
                    const TaskCreationOptions Apart = TaskCreationOptions.RunContinuationsAsynchronously;
                    _shards[shard] = found = (new TaskCompletionSource(Apart), new TaskCompletionSource<Tally?>(Apart), new TaskCompletionSource(Apart));
                }

                return found;
            }
        }
    }

    private sealed class Coordinator : IJobGrain
    {
        private readonly Channel<ExchangeRequest> _requests = Channel.CreateUnbounded<ExchangeRequest>();
        private readonly Channel<Func<ExchangeReply>> _replies = Channel.CreateUnbounded<Func<ExchangeReply>>();

        public bool HasRequest() => _requests.Reader.TryPeek(out _);

        public Task<ExchangeRequest> RequestAsync() => Within.TimeAsync("an exchange", _requests.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask());

        public void Answer(ImmutableArray<ShardLease>? granted = null, ImmutableArray<ShardAttempt>? lost = null, JobState state = JobState.Running, TimeSpan? next = null, string? refusal = null) =>
            _replies.Writer.TryWrite(() => Reply(granted ?? [], lost ?? [], state, next ?? TimeSpan.FromSeconds(2)) with { Refusal = refusal });

        public void Fail(Exception fault) => _replies.Writer.TryWrite(() => throw fault);

        public void FailAlways(Exception fault)
        {
            for (var i = 0; i < 1000; i++)
            {
                Fail(fault);
            }
        }

        public void AnswerAlways(JobState state)
        {
            for (var i = 0; i < 1000; i++)
            {
                Answer(state: state);
            }
        }

        public async Task<ExchangeReply> ExchangeAsync(ExchangeRequest request)
        {
            _requests.Writer.TryWrite(request);
            return (await _replies.Reader.ReadAsync())();
        }

        public Task<JobStatus> SubmitAsync(JobSpec spec) => throw new NotSupportedException();

        public Task<JobStatus> GetStatusAsync() => throw new NotSupportedException();

        public IAsyncEnumerable<JobStatus> WatchAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<JobStatus> CancelAsync() => throw new NotSupportedException();

        public Task<JobSpec> GetSpecAsync() => throw new NotSupportedException();

        public Task<string?> GetReportAsync() => throw new NotSupportedException();

        public Task<ImmutableArray<Prediction>?> GetPredictionsAsync(ShardId shard) => throw new NotSupportedException();

        private static ExchangeReply Reply(ImmutableArray<ShardLease> granted, ImmutableArray<ShardAttempt> lost, JobState state, TimeSpan next) => new()
        {
            Spec = JobCoordinatorTests.Spec(),
            State = state,
            Granted = granted,
            Lost = lost,
            LeaseDuration = TimeSpan.FromSeconds(30),
            NextExchange = next,
        };
    }
}
