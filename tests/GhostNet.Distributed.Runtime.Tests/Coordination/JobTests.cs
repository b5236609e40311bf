using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Tests.Clusters;

namespace GhostNet.Distributed.Runtime.Tests.Coordination;

public class JobTests(RunningCluster running) : IClassFixture<RunningCluster>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Workbench Bench => running.Bench;

    private GhostNetClient Client => running.Cluster.Client;

    [Fact]
    public async Task A_job_of_real_images_ends_valid_with_every_sample_counted()
    {
        var report = await RunAsync(Bench.Spec("valid"));
        Assert.Equal(new SampleCounts(Workbench.Images, Workbench.Images, 0), report.Samples);
        Assert.Equal((Verdict.Valid, []), (report.Verdict, report.Reasons));
    }

    [Fact]
    public async Task The_report_that_is_waited_for_is_the_one_in_the_ledger()
    {
        var report = await RunAsync(Bench.Spec("reported"));
        Assert.Equal(await Bench.Ledger("reported").ReadReportAsync(Cancel), report.ToJson());
    }

    [Fact]
    public async Task A_finished_job_is_no_longer_marked_as_active()
    {
        await RunAsync(Bench.Spec("closed"));
        var board = running.Cluster.Grains.GetGrain<IJobBoardGrain>(0);
        var seen = await Within.TimeAsync("the board without the job", WatchAsync(board, jobs => !jobs.Contains(JobId.Parse("closed"))));
        Assert.DoesNotContain(Bench.BlobFile("active/closed"), Bench.Blobs("active"));
        Assert.DoesNotContain(JobId.Parse("closed"), seen.Jobs);
    }

    [Fact]
    public async Task The_same_id_and_spec_is_the_same_job()
    {
        await RunAsync(Bench.Spec("same"));
        var before = Bench.ResultTimes("same");
        await RunAsync(Bench.Spec("same"));
        Assert.Equal(before, Bench.ResultTimes("same"));
    }

    [Fact]
    public async Task Many_submissions_of_one_job_at_once_are_one_job()
    {
        var jobs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Client.SubmitAsync(Bench.Spec("many"), Cancel)));
        Assert.Equal(Workbench.Images, (await Within.ReportAsync(jobs[^1])).Samples.Scored);
    }

    [Fact]
    public async Task A_job_that_was_asked_for_before_it_was_submitted_can_still_be_submitted()
    {
        await Assert.ThrowsAsync<JobNotFoundException>(() => Client.GetJob(JobId.Parse("later")).GetStatusAsync(Cancel));
        Assert.Equal(Verdict.Valid, (await RunAsync(Bench.Spec("later"))).Verdict);
    }

    [Fact]
    public async Task A_job_that_another_process_wrote_after_it_was_asked_for_is_found()
    {
        await Assert.ThrowsAsync<JobNotFoundException>(() => Client.GetJob(JobId.Parse("by-another")).GetStatusAsync(Cancel));
        await Bench.Ledger("by-another").TryCreateSpecAsync(Bench.Spec("by-another"), Cancel);
        Assert.Equal(Verdict.Valid, (await Within.ReportAsync(Client.GetJob(JobId.Parse("by-another")))).Verdict);
    }

    [Fact]
    public async Task A_submission_that_failed_half_way_can_be_repeated()
    {
        Directory.CreateDirectory(Bench.BlobFile("jobs/half/plan.json"));
        await Assert.ThrowsAsync<LedgerException>(() => Client.SubmitAsync(Bench.Spec("half"), Cancel));
        Directory.Delete(Bench.BlobFile("jobs/half/plan.json"));
        Assert.Equal(Verdict.Valid, (await RunAsync(Bench.Spec("half"))).Verdict);
    }

    [Fact]
    public async Task The_same_id_with_another_spec_is_a_conflict_that_changes_nothing()
    {
        await RunAsync(Bench.Spec("conflict"));
        var before = Bench.Blobs("jobs/conflict");
        await Assert.ThrowsAsync<JobConflictException>(() => Client.SubmitAsync(Bench.Spec("conflict") with { TopK = 3 }, Cancel));
        Assert.Equal(before, Bench.Blobs("jobs/conflict"));
        Assert.Equal(5, (await Bench.Ledger("conflict").ReadSpecAsync(Cancel))!.TopK);
    }

    [Fact]
    public async Task The_status_of_an_unknown_job_is_told_through_the_wire() => await Assert.ThrowsAsync<JobNotFoundException>(() => Unknown.GetStatusAsync(Cancel));

    [Fact]
    public async Task The_watch_of_an_unknown_job_is_told_through_the_wire() =>
        await Assert.ThrowsAsync<JobNotFoundException>(() => Within.TimeAsync("the end of the watch", Unknown.WatchAsync(Cancel).ToListAsync(Cancel).AsTask()));

    [Fact]
    public async Task The_cancellation_of_an_unknown_job_is_told_and_leaves_nothing_behind()
    {
        await Assert.ThrowsAsync<JobNotFoundException>(() => Unknown.CancelAsync(Cancel));
        Assert.Empty(Bench.Blobs("jobs/unknown"));
    }

    [Fact]
    public async Task A_job_of_a_missing_model_is_refused_and_leaves_nothing_behind()
    {
        var spec = Bench.Spec("no-model") with { Model = new ModelRef("tiny", new string('0', 64)) };
        var e = await Assert.ThrowsAsync<LedgerException>(() => Client.SubmitAsync(spec, Cancel));
        Assert.Contains("tiny", e.Message, StringComparison.Ordinal);
        Assert.Empty(Bench.Blobs("jobs/no-model"));
    }

    [Fact]
    public async Task A_job_of_a_missing_manifest_is_refused_and_leaves_nothing_behind()
    {
        var spec = Bench.Spec("no-manifest");
        spec = spec with { Dataset = spec.Dataset with { Digest = new string('0', 64) } };
        var e = await Assert.ThrowsAsync<LedgerException>(() => Client.SubmitAsync(spec, Cancel));
        Assert.Contains("fixtures", e.Message, StringComparison.Ordinal);
        Assert.Empty(Bench.Blobs("jobs/no-manifest"));
    }

    [Fact]
    public async Task A_refused_job_can_be_submitted_again_with_what_it_needs()
    {
        var spec = Bench.Spec("mended");
        await Assert.ThrowsAsync<LedgerException>(() => Client.SubmitAsync(spec with { Model = new ModelRef("tiny", new string('0', 64)) }, Cancel));
        Assert.Equal(Verdict.Valid, (await RunAsync(spec)).Verdict);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(JobPlan.MaxShardSize + 1)]
    public async Task A_shard_size_out_of_range_is_refused(int size) =>
        await Assert.ThrowsAsync<InvalidJobSpecException>(() => Client.SubmitAsync(Bench.Spec("bad-size", size), Cancel));

    [Fact]
    public async Task A_recipe_that_is_none_is_refused_by_the_coordinator()
    {
        await Assert.ThrowsAsync<InvalidJobSpecException>(() => Client.SubmitAsync(Bench.Spec("bad-recipe") with { Recipe = "no recipe" }, Cancel));
        Assert.Empty(Bench.Blobs("jobs/bad-recipe"));
    }

    [Theory]
    [InlineData("../../etc")]
    [InlineData("")]
    public async Task A_model_name_that_is_none_is_refused(string name) =>
        await Assert.ThrowsAsync<InvalidJobSpecException>(() => Client.SubmitAsync(Bench.Spec("bad-name") with { Model = new ModelRef(name, new string('0', 64)) }, Cancel));

    [Fact]
    public async Task A_watch_delivers_up_to_the_end()
    {
        var job = await Client.SubmitAsync(Bench.Spec("watched", shardSize: 1), Cancel);
        var statuses = await Within.TimeAsync("the end of the watch", job.WatchAsync(Cancel).ToListAsync(Cancel).AsTask());
        Assert.Equal((JobState.Succeeded, Workbench.Images), (statuses[^1].State, statuses[^1].AcceptedShards));
    }

    [Fact]
    public async Task A_watch_never_tells_the_same_twice_in_a_row()
    {
        var job = await Client.SubmitAsync(Bench.Spec("watched-2", shardSize: 1), Cancel);
        var statuses = await Within.TimeAsync("the end of the watch", job.WatchAsync(Cancel).ToListAsync(Cancel).AsTask());
        Assert.DoesNotContain(statuses.Zip(statuses.Skip(1)), pair => pair.First == pair.Second);
    }

    [Fact]
    public async Task A_watch_of_a_finished_job_tells_its_end_at_once()
    {
        await RunAsync(Bench.Spec("over"));
        var statuses = await Within.TimeAsync("the end of the watch", Client.GetJob(JobId.Parse("over")).WatchAsync(Cancel).ToListAsync(Cancel).AsTask());
        Assert.Equal(JobState.Succeeded, Assert.Single(statuses).State);
    }

    [Fact]
    public async Task A_store_that_fails_is_told_as_such_through_the_wire()
    {
        using var bench = await Workbench.CreateAsync();
        await File.WriteAllTextAsync(bench.BlobFile("jobs"), "a file where the jobs' folder should be", Cancel);
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var e = await Assert.ThrowsAsync<LedgerException>(() => cluster.Client.SubmitAsync(bench.Spec(), Cancel));
        Assert.Contains(bench.LedgerFolder, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Canceling_a_wait_cancels_the_wait_alone()
    {
        using var gate = new ShardGate();
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(bench.Store, gate);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        using var patience = new CancellationTokenSource();
        var wait = job.WaitForReportAsync(patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Within.TimeAsync("the end of the wait", wait));
        gate.LetAll();
        Assert.Equal(Verdict.Valid, (await Within.ReportAsync(job)).Verdict);
    }

    [Fact]
    public async Task Two_jobs_at_once_are_both_finished()
    {
        var first = await Client.SubmitAsync(Bench.Spec("first", shardSize: 1), Cancel);
        var second = await Client.SubmitAsync(Bench.Spec("second", shardSize: 2), Cancel);
        Assert.Equal((await Within.ReportAsync(first)).PredictionsDigest, (await Within.ReportAsync(second)).PredictionsDigest);
    }

    [Fact]
    public async Task The_jobs_of_the_ledger_are_listed_by_id()
    {
        string[] ids = ["list", "list-1", "list.1", "list1"];
        foreach (var id in ids.Reverse())
        {
            await RunAsync(Bench.Spec(id, shardSize: 19));
        }

        var listed = await Client.ListJobsAsync(Cancel).Select(s => s.Id.Value).Where(id => ids.Contains(id)).ToListAsync(Cancel);
        Assert.Equal(ids, listed);
    }

    [Fact]
    public async Task The_nodes_are_listed_with_the_models_that_they_hold()
    {
        await RunAsync(Bench.Spec("hosted"));
        var host = Assert.Single(await Client.ListHostsAsync(Cancel));
        Assert.Equal(running.Cluster.Silos[0].Name, host.Host!.Name);
        Assert.Equal([TinyModel.Card.Digest], host.Models);
    }

    [Fact]
    public async Task A_model_host_tells_whether_the_model_is_loaded()
    {
        await RunAsync(Bench.Spec("loaded"));
        var status = await running.Cluster.Grains.GetGrain<IModelHostGrain>($"{TinyModel.Card.Digest}@{running.Cluster.Silos[0].Name}").GetStatusAsync();
        Assert.True(status.Loaded);
    }

    [Fact]
    public async Task A_model_host_of_a_node_that_is_not_there_is_not_made_elsewhere() =>
        await Assert.ThrowsAnyAsync<Exception>(() => running.Cluster.Grains.GetGrain<IModelHostGrain>($"{TinyModel.Card.Digest}@nowhere").GetStatusAsync());

    private JobHandle Unknown => Client.GetJob(JobId.Parse("unknown"));

    private async Task<Report> RunAsync(JobSpec spec) => await Within.ReportAsync(await Client.SubmitAsync(spec, Cancel));

    private static async Task<JobBoard> WatchAsync(IJobBoardGrain board, Func<IEnumerable<JobId>, bool> condition)
    {
        var seen = await board.WatchAsync(-1, Cancel);
        while (!condition(seen.Jobs))
        {
            seen = await board.WatchAsync(seen.Version, Cancel);
        }

        return seen;
    }
}
