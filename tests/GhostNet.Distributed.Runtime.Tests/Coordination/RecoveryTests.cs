using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Tests.Clusters;

namespace GhostNet.Distributed.Runtime.Tests.Coordination;

/// <summary>The ledger is all that lasts: whatever dies, the next cluster goes on from it.</summary>
public class RecoveryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_that_starts_on_the_ledger_of_a_stopped_one_does_no_accepted_shard_again()
    {
        using var bench = await Workbench.CreateAsync();
        var accepted = await StopInTheMiddleAsync(bench, shards: 3);
        using var gate = new ShardGate(open: 100);
        await using var cluster = await Cluster.StartAsync(bench.Store, gate);
        await Within.ReportAsync(cluster.Client.GetJob(JobId.Parse("job")));
        Assert.Equal(Enumerable.Range(0, 7).Except(accepted.Keys.Select(int.Parse)), gate.Begun.Distinct().Order());
        Assert.Equal(accepted, bench.ResultTimes().Where(r => accepted.ContainsKey(r.Key)).ToDictionary());
    }

    [Fact]
    public async Task A_resumed_job_says_how_many_shards_it_recovered()
    {
        using var bench = await Workbench.CreateAsync();
        var accepted = await StopInTheMiddleAsync(bench, shards: 3);
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var job = cluster.Client.GetJob(JobId.Parse("job"));
        await Within.ReportAsync(job);
        Assert.Equal(accepted.Count, (await job.GetStatusAsync(Cancel)).RecoveredShards);
    }

    [Fact]
    public async Task A_resumed_job_has_the_predictions_of_an_undisturbed_one()
    {
        using var bench = await Workbench.CreateAsync();
        await StopInTheMiddleAsync(bench, shards: 3);
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var resumed = await Within.ReportAsync(cluster.Client.GetJob(JobId.Parse("job")));
        var undisturbed = await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec("undisturbed"), Cancel));
        Assert.Equal((Verdict.Valid, undisturbed.PredictionsDigest), (resumed.Verdict, resumed.PredictionsDigest));
    }

    [Fact]
    public async Task A_job_whose_submitter_died_before_the_plan_is_finished_by_the_next_cluster()
    {
        using var bench = await Workbench.CreateAsync();
        await bench.Ledger().TryCreateSpecAsync(bench.Spec(), Cancel);
        await using var cluster = await Cluster.StartAsync(bench.Store);
        Assert.Equal(Verdict.Valid, (await Within.ReportAsync(cluster.Client.GetJob(JobId.Parse("job")))).Verdict);
    }

    [Fact]
    public async Task A_job_that_came_into_the_ledger_while_a_cluster_runs_is_worked_on_once_someone_asks_for_it()
    {
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(bench.Store);
        await cluster.Grains.GetGrain<IJobBoardGrain>(0).WatchAsync(-1, Cancel);
        await bench.Ledger().TryCreateSpecAsync(bench.Spec(), Cancel);
        Assert.Equal(Verdict.Valid, (await Within.ReportAsync(cluster.Client.GetJob(JobId.Parse("job")))).Verdict);
    }

    [Fact]
    public async Task A_marker_without_a_job_keeps_no_other_job_from_being_done()
    {
        using var bench = await Workbench.CreateAsync();
        await bench.Store.TryCreateAsync(Datasets.Stores.BlobName.Parse("active/noise"), ReadOnlyMemory<byte>.Empty, Cancel);
        await using var cluster = await Cluster.StartAsync(bench.Store);
        Assert.Equal(Verdict.Valid, (await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec(), Cancel))).Verdict);
    }

    [Fact]
    public async Task A_job_that_was_complete_but_for_its_report_gets_it_from_the_next_cluster()
    {
        using var bench = await Workbench.CreateAsync();
        await RunAsync(bench);
        File.Delete(bench.BlobFile("jobs/job/report.json"));
        using var closed = new ShardGate();
        await using var cluster = await Cluster.StartAsync(bench.Store, closed);
        Assert.Equal(Verdict.Valid, (await Within.ReportAsync(cluster.Client.GetJob(JobId.Parse("job")))).Verdict);
    }

    [Fact]
    public async Task A_finished_job_whose_marker_was_left_behind_is_taken_off_the_list()
    {
        using var bench = await Workbench.CreateAsync();
        await RunAsync(bench);
        await bench.Store.TryCreateAsync(Datasets.Stores.BlobName.Parse("active/job"), ReadOnlyMemory<byte>.Empty, Cancel);
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var board = cluster.Grains.GetGrain<IJobBoardGrain>(0);
        await Within.TimeAsync("an empty board", EmptyAsync(board));
        Assert.Empty(bench.Blobs("active"));
    }

    [Fact]
    public async Task A_coordinator_that_is_dropped_in_the_middle_goes_on_elsewhere_with_its_watchers()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate();
        await using var cluster = await Cluster.StartAsync(bench.Store, gate);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        var report = job.WaitForReportAsync(Cancel);
        gate.Let(2);
        await Within.StatusAsync("two accepted shards", job, s => s.AcceptedShards == 2);
        await cluster.DeactivateAsync(cluster.Grains.GetGrain<IJobGrain>("job"));
        gate.LetAll();
        Assert.Equal(Verdict.Valid, (await Within.TimeAsync("the report", report)).Verdict);
    }

    [Fact]
    public async Task A_coordinator_that_is_dropped_in_the_middle_has_no_shard_done_again()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate();
        await using var cluster = await Cluster.StartAsync(bench.Store, gate);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        gate.Let(2);
        await Within.StatusAsync("two accepted shards", job, s => s.AcceptedShards == 2);
        await cluster.DeactivateAsync(cluster.Grains.GetGrain<IJobGrain>("job"));
        gate.LetAll();
        await Within.ReportAsync(job);
        Assert.Equal(Enumerable.Range(0, 7), gate.Begun.Order());
    }

    [Theory]
    [InlineData("plan.json")]
    [InlineData("job.json")]
    [InlineData("results/000000")]
    public async Task A_damaged_ledger_is_told_by_the_name_of_its_blob_and_not_as_an_unreachable_cluster(string blob)
    {
        using var bench = await Workbench.CreateAsync();
        await RunAsync(bench);
        await File.WriteAllTextAsync(bench.BlobFile($"jobs/job/{blob}"), "damaged\n", Cancel);
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var e = await Assert.ThrowsAsync<LedgerException>(() => Within.TimeAsync("an answer", cluster.Client.GetJob(JobId.Parse("job")).GetStatusAsync(Cancel)));
        Assert.Contains($"jobs/job/{blob}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_opens_again_once_its_damaged_blob_is_restored()
    {
        using var bench = await Workbench.CreateAsync();
        await RunAsync(bench);
        var plan = await File.ReadAllTextAsync(bench.BlobFile("jobs/job/plan.json"), Cancel);
        await File.WriteAllTextAsync(bench.BlobFile("jobs/job/plan.json"), "damaged\n", Cancel);
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var job = cluster.Client.GetJob(JobId.Parse("job"));
        await Assert.ThrowsAsync<LedgerException>(() => job.GetStatusAsync(Cancel));
        await File.WriteAllTextAsync(bench.BlobFile("jobs/job/plan.json"), plan, Cancel);
        Assert.Equal(JobState.Succeeded, (await job.GetStatusAsync(Cancel)).State);
    }

    private static async Task RunAsync(Workbench bench)
    {
        await using var cluster = await Cluster.StartAsync(bench.Store);
        await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec(), Cancel));
    }

    private static async Task<IReadOnlyDictionary<string, DateTime>> StopInTheMiddleAsync(Workbench bench, int shards)
    {
        using var gate = new ShardGate(open: shards);
        await using (var cluster = await Cluster.StartAsync(bench.Store, gate))
        {
            var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
            await Within.StatusAsync($"{shards} accepted shards", job, s => s.AcceptedShards == shards);
        }

        return bench.ResultTimes();
    }

    private static async Task EmptyAsync(IJobBoardGrain board)
    {
        for (var seen = await board.WatchAsync(-1, Cancel); !seen.Jobs.IsEmpty;)
        {
            seen = await board.WatchAsync(seen.Version, Cancel);
        }
    }
}
