using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Coordination;

namespace GhostNet.Distributed.Runtime.Tests.Coordination;

public class WaitingReasonTests
{
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly JobSpec Pinned = JobCoordinatorTests.Spec() with { NodeSelector = NodeSelector.Parse("arch=arm64,pool=edge") };

    private readonly Dictionary<string, long> _sequences = [];

    [Fact]
    public void A_job_that_has_just_begun_gives_no_reason() => Assert.Null(Reason(New(), 10));

    [Fact]
    public void A_job_that_no_worker_asks_for_says_so() => Assert.Equal("waits for a worker: none has asked for work yet", Reason(New(), 10.1));

    [Fact]
    public void A_job_whose_workers_have_left_says_since_when()
    {
        var job = New();
        Ask(job, "a");
        Assert.Null(Reason(job, 10));
        Assert.Equal("waits for a worker: none has asked for work since 12:00:00 UTC", Reason(job, 10.1));
    }

    [Fact]
    public void A_job_whose_only_worker_died_says_so_at_once()
    {
        var job = New();
        Ask(job, "a");
        job.SiloDied("a");
        Assert.StartsWith("waits for a worker", Reason(job, 1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_that_no_node_may_work_on_says_what_they_lack()
    {
        var job = New(Pinned);
        Ask(job, "worker-2", "arch=arm64");
        Ask(job, "worker-1", "arch=x64,pool=edge");
        Assert.Equal("waits for a node with arch=arm64,pool=edge: 2 nodes have asked; worker-1 lacks arch=arm64; worker-2 lacks pool=edge", Reason(job, 1));
    }

    [Fact]
    public void At_most_five_nodes_are_named()
    {
        var job = New(Pinned);
        foreach (var i in Enumerable.Range(1, 8))
        {
            Ask(job, $"worker-{i}", "arch=arm64");
        }

        Assert.EndsWith("worker-5 lacks pool=edge; and 3 more", Reason(job, 1), StringComparison.Ordinal);
    }

    [Fact]
    public void The_reason_goes_when_a_node_with_the_labels_asks()
    {
        var job = New(Pinned);
        Ask(job, "worker-1", "arch=x64");
        Ask(job, "worker-2", "arch=arm64,pool=edge");
        Assert.Null(Reason(job, 1));
    }

    [Fact]
    public void A_job_whose_workers_all_wait_says_for_what()
    {
        var job = New();
        Ask(job, "worker-1", waiting: "the images do not answer");
        Assert.Equal("waits: worker-1: the images do not answer", Reason(job, 1));
        Ask(job, "worker-1");
        Assert.Null(Reason(job, 1));
    }

    [Fact]
    public void A_job_of_which_one_worker_waits_says_that_the_other_goes_on()
    {
        var job = New();
        Ask(job, "worker-1", waiting: "the images do not answer");
        Ask(job, "worker-2");
        Assert.Equal("1 of 2 workers go on; the others wait: worker-1: the images do not answer", Reason(job, 1));
    }

    [Fact]
    public void A_job_beyond_its_error_budget_goes_on_and_says_so()
    {
        var job = New(JobCoordinatorTests.Spec() with { MaxFailedSamples = ErrorBudget.OfCount(1) });
        Ask(job, "a");
        job.Accept(new ShardId(0), new Tally(8, 2, 0, 0));
        Assert.Equal((JobState.Running, "2 samples have failed, of which the job allows 1: it goes on, and its report will be INVALID"), (job.State, Reason(job, 1)));
    }

    [Fact]
    public void A_job_whose_store_is_away_says_so_until_it_is_back()
    {
        var job = New();
        job.StoreIsAway("no connection");
        Assert.Equal("waits for the store: no connection", Reason(job, 1));
        job.StoreIsAway(null);
        Assert.Null(Reason(job, 1));
    }

    private static JobCoordinator New(JobSpec? spec = null) => new(spec ?? JobCoordinatorTests.Spec(), JobPlan.Cut(40, 10), new CoordinatorOptions(), Start);

    private static string? Reason(JobCoordinator job, double seconds) => job.Status(Start + TimeSpan.FromSeconds(seconds)).Reason;

    private void Ask(JobCoordinator job, string host, string labels = "", string? waiting = null) => job.Exchange(
        new ExchangeRequest
        {
            Host = host,
            Silo = host,
            Sequence = _sequences[host] = _sequences.GetValueOrDefault(host) + 1,
            Labels = NodeSelector.Parse(labels).Labels,
            Waiting = waiting,
        },
        Start);
}
