using GhostNet.Distributed.Runtime.Tests.Clusters;

namespace GhostNet.Distributed.Runtime.Tests.Coordination;

public class CancellationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_waits_for_a_job_that_is_canceled_is_told()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate();
        await using var cluster = await Cluster.StartAsync(bench.Store, gate);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        var wait = job.WaitForReportAsync(Cancel);
        await job.CancelAsync(Cancel);
        await Assert.ThrowsAsync<JobCanceledException>(() => Within.TimeAsync("the end of the wait", wait));
    }

    [Fact]
    public async Task A_canceled_job_stays_canceled_in_the_next_cluster()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate(open: 2);
        await using (var first = await Cluster.StartAsync(bench.Store, gate))
        {
            var job = await first.Client.SubmitAsync(bench.Spec(), Cancel);
            await Within.StatusAsync("two accepted shards", job, s => s.AcceptedShards == 2);
            await job.CancelAsync(Cancel);
        }

        await using var second = await Cluster.StartAsync(bench.Store);
        var status = await second.Client.GetJob(JobId.Parse("job")).GetStatusAsync(Cancel);
        Assert.Equal((JobState.Canceled, 2), (status.State, status.AcceptedShards));
    }

    [Fact]
    public async Task A_canceled_job_keeps_what_was_accepted()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate(open: 2);
        await using var cluster = await Cluster.StartAsync(bench.Store, gate);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        await Within.StatusAsync("two accepted shards", job, s => s.AcceptedShards == 2);
        await job.CancelAsync(Cancel);
        Assert.Equal(6, await job.ReadPredictionsAsync(Cancel).CountAsync(Cancel));
    }

    [Fact]
    public async Task The_work_of_a_canceled_job_stops()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate();
        await using var cluster = await Cluster.StartAsync(bench.Store, gate);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        await Within.StatusAsync("a leased shard", job, s => s.LeasedShards > 0);
        await job.CancelAsync(Cancel);
        await Within.TimeAsync("an idle host", IdleAsync(cluster.Client));
        Assert.Empty(gate.Begun);
    }

    [Fact]
    public async Task A_job_that_succeeded_stays_so_when_it_is_canceled()
    {
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        await Within.ReportAsync(job);
        Assert.Equal(JobState.Succeeded, (await job.CancelAsync(Cancel)).State);
        Assert.False(await bench.Ledger().IsCanceledAsync(Cancel));
    }

    [Fact]
    public async Task A_job_canceled_at_any_moment_has_one_end_in_this_cluster_and_the_next()
    {
        using var bench = await Workbench.CreateAsync();
        List<(string Id, JobState State)> ends = [];
        await using (var first = await Cluster.StartAsync(bench.Store))
        {
            for (var accepted = 0; accepted <= 7; accepted++)
            {
                var job = await first.Client.SubmitAsync(bench.Spec($"job-{accepted}"), Cancel);
                await Within.StatusAsync($"{accepted} accepted shards", job, s => s.AcceptedShards >= accepted);
                ends.Add((job.Id.Value, (await job.CancelAsync(Cancel)).State));
            }
        }

        await using var second = await Cluster.StartAsync(bench.Store);
        Assert.Equal(ends, await second.Client.ListJobsAsync(Cancel).Select(s => (s.Id.Value, s.State)).ToListAsync(Cancel));
    }

    private static async Task IdleAsync(GhostNetClient client)
    {
        while ((await client.ListHostsAsync(Cancel)).Any(h => h.ShardsInWork > 0))
        {
            await Task.Yield();
        }
    }
}
