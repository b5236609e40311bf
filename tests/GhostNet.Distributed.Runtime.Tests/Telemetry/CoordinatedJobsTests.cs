using System.Collections.Immutable;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Coordination;
using GhostNet.Distributed.Runtime.Telemetry;
using GhostNet.Distributed.Runtime.Tests.Coordination;

namespace GhostNet.Distributed.Runtime.Tests.Telemetry;

/// <summary>What alerts and scaling read, from real coordinators that are told what workers would tell them.</summary>
public sealed class CoordinatedJobsTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly JobSpec Pinned = JobCoordinatorTests.Spec() with { NodeSelector = NodeSelector.Parse("arch=arm64") };

    private readonly Meters _meters = new();
    private readonly CoordinatedJobs _jobs;
    private readonly Dictionary<string, long> _sequences = [];

    public CoordinatedJobsTests() => _jobs = new CoordinatedJobs(_meters);

    [Fact]
    public void Without_jobs_nothing_is_queued_and_that_is_told()
    {
        var told = _meters.Observe();
        Assert.Equal((0, 0, 0), (told["ghostnet.shards.queued{any}"], told["ghostnet.jobs{pending}"], told["ghostnet.jobs.progress.age"]));
        Assert.Equal(0, told["ghostnet.jobs.finished{failed}"]);
    }

    [Fact]
    public void Shards_are_queued_until_they_are_leased_and_leased_until_they_are_accepted()
    {
        var job = New(JobCoordinatorTests.Spec());
        Assert.Equal((4, 0, 1), Queue(job, 0));
        var leases = Ask(job, "a", want: 20);
        Assert.Equal((2, 2, 1), Queue(job, 0));
        Ask(job, "a", accepted: leases);
        Assert.Equal((2, 0, 1), Queue(job, 0));
        _jobs.Forget(job.Spec.Id);
        Assert.Equal(0, _meters.Observe()["ghostnet.shards.queued{any}"]);
    }

    [Fact]
    public void Jobs_are_added_up_by_the_nodes_that_they_may_run_on()
    {
        foreach (var (id, spec) in new[] { ("one", Pinned), ("two", Pinned), ("three", JobCoordinatorTests.Spec()) })
        {
            _jobs.Note(JobId.Parse(id), New(spec).Measure(Start));
        }

        var told = _meters.Observe();
        Assert.Equal((8, 4, 3), (told["ghostnet.shards.queued{arch=arm64}"], told["ghostnet.shards.queued{any}"], told["ghostnet.jobs{pending}"]));
    }

    [Fact]
    public void A_job_waits_for_a_worker_then_for_one_with_its_labels_and_then_for_nothing()
    {
        var job = New(Pinned);
        Assert.Equal("worker", Waits(job, 0));
        Ask(job, "x", labels: "arch=x64");
        Assert.Equal("selector", Waits(job, 0));
        Assert.Equal(0, _meters.Observe()["ghostnet.hosts.matching{arch=arm64}"]);
        Ask(job, "a", labels: "arch=arm64");
        Assert.Null(Waits(job, 0));
        Assert.Equal(1, _meters.Observe()["ghostnet.hosts.matching{arch=arm64}"]);
    }

    [Fact]
    public void A_job_whose_workers_all_wait_for_the_store_does_too()
    {
        var job = New(JobCoordinatorTests.Spec());
        Ask(job, "a", waiting: "the store");
        Assert.Equal("store", Waits(job, 0));
        Ask(job, "b");
        Assert.Null(Waits(job, 0));
        job.StoreIsAway("is away");
        Assert.Equal("store", Waits(job, 0));
    }

    [Fact]
    public void A_job_whose_workers_want_nothing_of_it_waits_for_others_but_a_first_question_says_nothing()
    {
        var job = New(JobCoordinatorTests.Spec());
        Ask(job, "a");
        Assert.Null(Waits(job, 0));
        Ask(job, "a");
        Assert.Equal("priority", Waits(job, 0));
        Ask(job, "a", want: 10);
        Assert.Null(Waits(job, 0));
    }

    [Fact]
    public void A_job_without_progress_ages_until_a_shard_is_accepted_and_not_while_it_waits()
    {
        var job = New(JobCoordinatorTests.Spec());
        var leases = Ask(job, "a", want: 20);
        Assert.Equal(0, Age(job, "a", 1));
        Assert.Equal(300, Age(job, "a", 301));
        Ask(job, "a", accepted: [leases[0]], at: 302);
        Assert.Equal(0, Age(job, "a", 303));

        // Nobody asks for longer than a moment: that is another alert's.
        job.Expire(Start.AddSeconds(400));
        Assert.Equal(1, Age(job, "a", 401));
        Assert.Equal(6, Age(job, "a", 406));
    }

    [Theory]
    [InlineData("unlimited", 40, 0, 0)]
    [InlineData("0", 0, 0, 0)]
    [InlineData("0", 1, 1, 1)]
    [InlineData("9", 5, 0.5, 0.5)]
    public void An_error_budget_is_used_by_failures(string budget, int failed, double used, double burnAtLeast)
    {
        var job = New(JobCoordinatorTests.Spec() with { MaxFailedSamples = ErrorBudget.Parse(budget) });
        job.Accept(new ShardId(0), new Tally(40 - failed, failed, 0, 0));
        _jobs.Note(job.Spec.Id, job.Measure(Start));
        Assert.Equal(used, _meters.Observe()["ghostnet.jobs.budget.used"], 6);
        Assert.InRange(_meters.Observe()["ghostnet.jobs.budget.burn"], burnAtLeast, double.MaxValue);
    }

    [Fact]
    public void A_budget_burns_when_so_many_fail_early_that_it_will_not_last_and_not_after_a_single_failure()
    {
        // 1 % of 100,000 are 1,000.
        static double Burn(long failed, long of) => BudgetWatch.Of(ErrorBudget.Parse("1%"), new Tally(of - failed, failed, 0, 0), 100_000).Burn;
        Assert.InRange(Burn(1, 100), 0, 0.99);
        Assert.InRange(Burn(10, 100), 1, double.MaxValue);
        Assert.InRange(Burn(50, 10_000), 0, 0.99);
        Assert.InRange(Burn(200, 10_000), 1, double.MaxValue);
    }

    [Fact]
    public void A_lease_that_ends_without_a_word_is_counted_once()
    {
        var job = New(JobCoordinatorTests.Spec());
        Ask(job, "a", want: 10);
        _jobs.Note(job.Spec.Id, job.Measure(Start));
        job.Expire(Start.AddMinutes(5));
        _jobs.Note(job.Spec.Id, job.Measure(Start.AddMinutes(5)));
        _jobs.Note(job.Spec.Id, job.Measure(Start.AddMinutes(6)));
        Assert.Equal(1, _meters.Observe()["ghostnet.leases.expired"]);
    }

    [Fact]
    public void The_end_of_a_job_is_counted_by_its_outcome()
    {
        _jobs.Reported(Verdict.Valid);
        _jobs.Reported(Verdict.Invalid);
        _jobs.Reported(Verdict.Invalid);
        _jobs.Failed();
        _jobs.Canceled();
        var told = _meters.Observe();
        Assert.Equal([1, 2, 1, 1], new[] { "valid", "invalid", "failed", "canceled" }.Select(outcome => told[$"ghostnet.jobs.finished{{{outcome}}}"]));
    }

    public void Dispose() => _meters.Dispose();

    private static JobCoordinator New(JobSpec spec) => new(spec, JobPlan.Cut(40, 10), new CoordinatorOptions(), Start);

    private (double Queued, double Leased, double Unfinished) Queue(JobCoordinator job, double at)
    {
        _jobs.Note(job.Spec.Id, job.Measure(Start.AddSeconds(at)));
        var told = _meters.Observe();
        return (told["ghostnet.shards.queued{any}"], told["ghostnet.shards.leased{any}"], told["ghostnet.jobs{pending}"] + told["ghostnet.jobs{running}"]);
    }

    private string? Waits(JobCoordinator job, double at)
    {
        const string Name = "ghostnet.jobs.waiting{";
        _jobs.Note(job.Spec.Id, job.Measure(Start.AddSeconds(at)));
        var told = _meters.Observe().Where(told => told.Key.StartsWith(Name, StringComparison.Ordinal)).ToList();
        Assert.Equal(4, told.Count);
        return told.Where(reason => reason.Value == 1).Select(reason => reason.Key[Name.Length..^1]).SingleOrDefault();
    }

    private double Age(JobCoordinator job, string host, double at)
    {
        Ask(job, host, want: 10, at: at);
        job.Expire(Start.AddSeconds(at));
        _jobs.Note(job.Spec.Id, job.Measure(Start.AddSeconds(at)));
        return _meters.Observe()["ghostnet.jobs.progress.age"];
    }

    private ImmutableArray<ShardLease> Ask(
        JobCoordinator job, string host, long want = 0, IReadOnlyList<ShardLease>? accepted = null, string labels = "arch=x64", string? waiting = null, double at = 0) =>
        job.Exchange(
            new ExchangeRequest
            {
                Host = host,
                Silo = host,
                Sequence = _sequences[host] = _sequences.GetValueOrDefault(host) + 1,
                WantSamples = want,
                Accepted = [.. (accepted ?? []).Select(lease => new ShardReport(new ShardAttempt(lease.Shard, lease.Attempt), new Tally(10, 0, 0, 0)))],
                Labels = NodeSelector.Parse(labels).Labels,
                Waiting = waiting,
            },
            Start.AddSeconds(at)).Granted;
}
