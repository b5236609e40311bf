using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Tests.Clusters;

namespace GhostNet.Distributed.Runtime.Tests.Coordination;

/// <summary>Jobs that cannot go on, and say so; and what ends their waiting.</summary>
public class WaitingJobTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_no_node_may_work_on_tells_its_watchers_what_is_missing()
    {
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var job = await cluster.Client.SubmitAsync(bench.Spec() with { NodeSelector = NodeSelector.Parse("pool=nowhere") }, Cancel);
        var status = await Within.StatusAsync("the reason", job, s => s.Reason is not null);
        Assert.Equal((JobState.Pending, $"waits for a node with pool=nowhere: 1 node has asked; {cluster.Silos[0].Name} lacks pool=nowhere"), (status.State, status.Reason));
    }

    [Fact]
    public async Task A_report_that_the_store_does_not_take_is_written_once_it_does()
    {
        using var bench = await Workbench.CreateAsync();
        var store = new SwitchedStore(bench.Store) { Switches = blob => blob.Value.EndsWith("report.json", StringComparison.Ordinal) };
        using var gate = new ShardGate();
        await using var cluster = await Cluster.StartAsync(store, gate);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        store.IsOff = true;
        gate.LetAll();
        await Within.StatusAsync("a job that waits for the store", job, s => s.Reason?.StartsWith("waits for the store", StringComparison.Ordinal) == true);
        store.IsOff = false;
        Assert.Equal(Verdict.Valid, (await Within.ReportAsync(job)).Verdict);
    }

    [Fact]
    public async Task A_job_is_not_canceled_while_its_report_waits_for_the_store()
    {
        using var bench = await Workbench.CreateAsync();
        var store = new SwitchedStore(bench.Store) { Switches = blob => blob.Value.EndsWith("report.json", StringComparison.Ordinal) };
        using var gate = new ShardGate();
        await using var cluster = await Cluster.StartAsync(store, gate);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        store.IsOff = true;
        gate.LetAll();
        await Within.StatusAsync("a job that waits for the store", job, s => s.Reason?.StartsWith("waits for the store", StringComparison.Ordinal) == true);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => cluster.Grains.GetGrain<IJobGrain>("job").CancelAsync());
        store.IsOff = false;
        Assert.Equal(Verdict.Valid, (await Within.ReportAsync(job)).Verdict);
    }

    [Fact]
    public async Task A_job_that_cannot_be_read_for_the_moment_is_told_as_such_and_not_as_missing()
    {
        using var bench = await Workbench.CreateAsync();
        var store = new SwitchedStore(bench.Store);
        await using var cluster = await Cluster.StartAsync(store);
        store.IsOff = true;
        var e = await Assert.ThrowsAsync<LedgerUnavailableException>(() => cluster.Grains.GetGrain<IJobGrain>("job").GetStatusAsync());
        Assert.True(e.IsTransient);
    }

    [Fact]
    public async Task A_canceled_job_is_off_the_board_when_the_caller_is_told()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate();
        await using var cluster = await Cluster.StartAsync(bench.Store, gate);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        await Within.StatusAsync("a leased shard", job, s => s.LeasedShards > 0);
        await job.CancelAsync(Cancel);
        Assert.Empty((await cluster.Grains.GetGrain<IJobBoardGrain>(0).WatchAsync(-1, Cancel)).Jobs);
    }

    [Fact]
    public async Task A_job_with_canary_ranges_has_them_done_on_the_architecture_that_is_there()
    {
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var report = await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec() with { Canary = 4 }, Cancel));
        Assert.Equal(new SampleCounts(Workbench.Images, Workbench.Images, 0), report.Samples);
        Assert.Single(await bench.Ledger().ListCanariesAsync(Cancel));
    }
}
