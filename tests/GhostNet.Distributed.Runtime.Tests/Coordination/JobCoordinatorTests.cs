using System.Collections.Immutable;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Coordination;

namespace GhostNet.Distributed.Runtime.Tests.Coordination;

public class JobCoordinatorTests
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CoordinatorOptions Options = new() { LeaseDuration = TimeSpan.FromSeconds(30), MaxShardFaults = 3, FaultPause = TimeSpan.Zero };
    private static readonly Tally Ten = new(9, 1, 5, 7);

    private readonly Dictionary<string, Worker> _workers = [];
    private readonly JobCoordinator _job = new(Spec(), JobPlan.Cut(40, 10), Options);

    [Fact]
    public void A_result_reported_twice_counts_once()
    {
        var lease = Grant("a", 1).Single();
        Accept("a", lease);
        Accept("a", lease);
        Assert.Equal((1, Ten), (_job.Status(Start).AcceptedShards, _job.Status(Start).Tally));
    }

    [Fact]
    public void A_result_that_was_recovered_is_not_counted_again_when_its_worker_reports_it()
    {
        _job.Recover(new ShardId(0), Ten);
        Exchange("a", accepted: [Report(0)]);
        Assert.Equal((1, 1, Ten), (_job.Status(Start).AcceptedShards, _job.Status(Start).RecoveredShards, _job.Status(Start).Tally));
    }

    [Fact]
    public void A_shard_recovered_twice_counts_once()
    {
        _job.Recover(new ShardId(0), Ten);
        _job.Recover(new ShardId(0), Ten);
        Assert.Equal((1, 1, Ten), (_job.Status(Start).AcceptedShards, _job.Status(Start).RecoveredShards, _job.Status(Start).Tally));
    }

    [Fact]
    public void A_fault_told_again_after_a_lost_answer_counts_once()
    {
        var lease = Grant("a", 1).Single();
        for (var told = 0; told < Options.MaxShardFaults; told++)
        {
            Fault("a", lease, "no disk");
        }

        Assert.Equal(JobState.Running, _job.State);
    }

    [Fact]
    public void A_fault_of_a_shard_that_is_accepted_already_is_no_news()
    {
        var lease = Grant("a", 1).Single();
        Exchange("b", accepted: [Report(0)]);
        Fault("a", lease, "no disk");
        Assert.Null(_job.Status(Start).Reason);
    }

    [Fact]
    public void A_fault_of_a_shard_that_the_plan_has_not_is_no_news()
    {
        Fault("a", new ShardLease(new ShardId(99), new AttemptNumber(1), new ShardRange(0, 1)), "no disk");
        Assert.Null(_job.Status(Start).Reason);
    }

    [Fact]
    public void A_late_result_of_an_expired_lease_counts_once_beside_its_successor()
    {
        var late = Grant("a", 1).Single();
        var next = Exchange("b", want: 1, now: Start + Options.LeaseDuration).Granted.Single();
        Assert.Equal(late.Shard, next.Shard);
        Accept("a", late);
        Accept("b", next);
        Assert.Equal((1, Ten), (_job.Status(Start).AcceptedShards, _job.Status(Start).Tally));
    }

    [Fact]
    public void A_host_is_told_which_of_its_leases_another_one_finished()
    {
        var lease = Grant("a", 1).Single();
        Exchange("b", accepted: [Report(0)]);
        Assert.Equal([Attempt(lease)], Exchange("a", held: [Attempt(lease)]).Lost);
    }

    [Fact]
    public void A_host_that_comes_too_late_with_a_renewal_keeps_the_lease_if_nobody_else_got_it()
    {
        var lease = Grant("a", 1).Single();
        Assert.Empty(Exchange("a", held: [Attempt(lease)], now: Start + (2 * Options.LeaseDuration)).Lost);
    }

    [Fact]
    public void A_new_job_is_pending() => Assert.Equal(JobState.Pending, _job.State);

    [Fact]
    public void A_job_that_nobody_wants_work_of_stays_pending()
    {
        Exchange("a");
        Assert.Equal(JobState.Pending, _job.State);
    }

    [Fact]
    public void A_job_runs_from_its_first_lease_on()
    {
        Assert.Equal(JobState.Running, Exchange("a", want: 1).State);
    }

    [Fact]
    public void A_job_with_recovered_shards_runs()
    {
        _job.Recover(new ShardId(3), Ten);
        Assert.Equal(JobState.Running, _job.State);
    }

    [Fact]
    public void An_answer_carries_what_a_worker_needs()
    {
        var reply = Exchange("a", want: 1);
        Assert.Equal((Spec(), Options.LeaseDuration, Options.NextExchange), (reply.Spec, reply.LeaseDuration, reply.NextExchange));
    }

    [Fact]
    public void The_status_counts_shards_and_samples()
    {
        _job.Recover(new ShardId(0), Ten);
        Exchange("a", accepted: [Report(1)], want: 1);
        Assert.Equal(
            new JobStatus { Id = Spec().Id, State = JobState.Running, Samples = 40, Tally = Ten + Ten, Shards = 4, AcceptedShards = 2, LeasedShards = 1, RecoveredShards = 1 },
            _job.Status(Start));
    }

    [Fact]
    public void The_report_can_be_made_once_every_shard_is_accepted()
    {
        Exchange("a", accepted: [Report(0), Report(1), Report(2)]);
        Assert.False(_job.IsReadyToReport(Start));
        Exchange("a", accepted: [Report(3)]);
        Assert.True(_job.IsReadyToReport(Start));
    }

    [Fact]
    public void A_job_that_has_succeeded_is_not_ready_to_report_again()
    {
        Exchange("a", accepted: [Report(0), Report(1), Report(2), Report(3)]);
        _job.Succeed();
        Assert.False(_job.IsReadyToReport(Start));
    }

    [Fact]
    public void A_shard_that_failed_is_granted_again_with_the_reason_in_the_status()
    {
        Fault("a", Grant("a", 1).Single(), "no disk");
        Assert.Equal("shard 000000 is tried again after a fault on a: no disk", _job.Status(Start).Reason);
        Assert.Equal(new ShardId(0), Grant("b", 1).Single().Shard);
    }

    [Fact]
    public void The_reason_goes_when_the_shard_is_accepted_after_all()
    {
        Fault("a", Grant("a", 1).Single(), "no disk");
        Accept("b", Grant("b", 1).Single());
        Assert.Null(_job.Status(Start).Reason);
    }

    [Fact]
    public void The_last_fault_that_a_shard_may_have_ends_the_job()
    {
        for (var fault = 1; fault <= Options.MaxShardFaults; fault++)
        {
            Assert.NotEqual(JobState.Failed, _job.State);
            Fault("a", Grant("a", 1).Single(), $"fault {fault}");
        }

        Assert.Equal((JobState.Failed, "Shard 000000 failed 3 times, the last time on a: fault 3"), (_job.State, _job.Status(Start).Reason));
    }

    [Fact]
    public void A_shard_rests_after_a_fault_and_twice_as_long_after_the_next()
    {
        var job = new JobCoordinator(Spec(), JobPlan.Cut(10, 10), new CoordinatorOptions { FaultPause = TimeSpan.FromSeconds(1), MaxShardFaults = 9 });
        var now = Start;
        var sequence = 0;
        foreach (var pause in new[] { 1, 2, 4 })
        {
            var lease = job.Exchange(new ExchangeRequest { Host = "a", Silo = "a", Sequence = ++sequence, WantSamples = 10 }, now).Granted.Single();
            var fault = new ReturnedLease(new ShardAttempt(lease.Shard, lease.Attempt), "no disk");

            Assert.Empty(job.Exchange(new ExchangeRequest { Host = "a", Silo = "a", Sequence = ++sequence, Returned = [fault], WantSamples = 10 }, now).Granted);
            Assert.Equal(0, job.Status(Start).LeasedShards);
            Assert.Empty(job.Exchange(new ExchangeRequest { Host = "b", Silo = "b", Sequence = ++sequence, WantSamples = 10 }, now + TimeSpan.FromSeconds(pause - 0.01)).Granted);
            now += TimeSpan.FromSeconds(pause);
        }

        Assert.Single(job.Exchange(new ExchangeRequest { Host = "b", Silo = "b", Sequence = ++sequence, WantSamples = 10 }, now).Granted);
    }

    [Fact]
    public void Faults_of_different_shards_do_not_add_up()
    {
        foreach (var lease in Grant("a", 4))
        {
            Fault("a", lease, "no disk");
        }

        Assert.Equal(JobState.Running, _job.State);
    }

    [Fact]
    public void A_lease_handed_back_without_a_fault_is_none()
    {
        for (var time = 0; time < 2 * Options.MaxShardFaults; time++)
        {
            Fault("a", Grant("a", 1).Single(), null);
        }

        Assert.Equal((JobState.Running, null), (_job.State, _job.Status(Start).Reason));
    }

    [Fact]
    public void The_reason_of_a_failed_job_stays_whatever_else_comes_in()
    {
        var other = Grant("a", 2)[1];
        _job.Fail("the first cause");
        Fault("a", other, "a later one");
        Assert.Equal("the first cause", _job.Status(Start).Reason);
    }

    [Fact]
    public void The_reason_of_a_failed_job_stays_when_its_faulty_shard_is_accepted_late()
    {
        Fault("a", Grant("a", 1).Single(), "no disk");
        _job.Fail("the first cause");
        Exchange("b", accepted: [Report(0)]);
        Assert.Equal("the first cause", _job.Status(Start).Reason);
    }

    [Fact]
    public void A_canceled_job_grants_nothing()
    {
        _job.Cancel();
        Assert.Empty(Grant("a", 4));
    }

    [Fact]
    public void A_canceled_job_tells_its_workers()
    {
        _job.Cancel();
        Assert.Equal(JobState.Canceled, Exchange("a").State);
    }

    [Fact]
    public void A_second_cancel_is_told_that_the_job_was_over()
    {
        Assert.True(_job.Cancel());
        Assert.False(_job.Cancel());
    }

    [Theory]
    [InlineData(JobState.Succeeded)]
    [InlineData(JobState.Failed)]
    [InlineData(JobState.Canceled)]
    public void A_job_that_is_over_stays_as_it_is(JobState end)
    {
        End(end);
        foreach (var other in (JobState[])[JobState.Succeeded, JobState.Failed, JobState.Canceled])
        {
            End(other);
        }

        Assert.Equal(end, _job.State);
    }

    [Fact]
    public void A_job_that_is_over_has_no_leased_shards()
    {
        Grant("a", 2);
        _job.Cancel();
        Assert.Equal(0, _job.Status(Start).LeasedShards);
    }

    internal static JobSpec Spec() => new()
    {
        Id = JobId.Parse("job"),
        Model = new ModelRef("model", new string('0', 64)),
        Dataset = new DatasetRef("images", new string('1', 64), "/images"),
    };

    private void End(JobState state)
    {
        switch (state)
        {
            case JobState.Succeeded:
                _job.Succeed();
                break;
            case JobState.Failed:
                _job.Fail("it failed");
                break;
            default:
                _job.Cancel();
                break;
        }
    }

    /// <summary>An exchange as a worker makes it: unless the test says otherwise, it holds what it was given and has neither finished nor handed back.</summary>
    private ExchangeReply Exchange(
        string host, ImmutableArray<ShardReport>? accepted = null, ImmutableArray<ShardAttempt>? held = null, ImmutableArray<ReturnedLease>? returned = null, int want = 0, DateTimeOffset? now = null)
    {
        var worker = _workers.GetValueOrDefault(host) ?? (_workers[host] = new Worker());
        worker.Held.ExceptWith((accepted ?? []).Select(report => report.Attempt).Concat((returned ?? []).Select(lease => lease.Attempt)));
        var request = new ExchangeRequest
        {
            Host = host,
            Silo = host,
            Sequence = ++worker.Sequence,
            Accepted = accepted ?? [],
            Held = held ?? [.. worker.Held],
            Returned = returned ?? [],
            WantSamples = 10 * want,
        };
        var reply = _job.Exchange(request, now ?? Start);
        worker.Held.ExceptWith(reply.Lost);
        worker.Held.UnionWith(reply.Granted.Select(Attempt));
        return reply;
    }

    private ImmutableArray<ShardLease> Grant(string host, int want) => Exchange(host, want: want).Granted;

    private void Accept(string host, ShardLease lease) => Exchange(host, accepted: [new ShardReport(Attempt(lease), Ten)]);

    private void Fault(string host, ShardLease lease, string? fault) => Exchange(host, returned: [new ReturnedLease(Attempt(lease), fault)]);

    private static ShardAttempt Attempt(ShardLease lease) => ShardScheduleTests.Attempt(lease);

    private static ShardReport Report(int shard) => new(new ShardAttempt(new ShardId(shard), new AttemptNumber(1)), Ten);

    private sealed class Worker
    {
        public HashSet<ShardAttempt> Held { get; } = [];

        public long Sequence { get; set; }
    }
}
