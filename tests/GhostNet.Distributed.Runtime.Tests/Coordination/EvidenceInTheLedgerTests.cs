using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Runtime.Tests.Clusters;

namespace GhostNet.Distributed.Runtime.Tests.Coordination;

/// <summary>What a coordinator that died with its workers left in the ledger, and what the next one makes of it.</summary>
public class EvidenceInTheLedgerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shard_that_killed_two_silos_is_split_and_predicted_as_it_would_be_whole()
    {
        using var bench = await Workbench.CreateAsync();
        await DieAsync(bench, shardSize: 5, deaths: 2);
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var job = cluster.Client.GetJob(JobId.Parse("job"));
        var report = await Within.ReportAsync(job);
        var undisturbed = await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec("undisturbed"), Cancel));
        Assert.Contains("000001-1", bench.ResultTimes().Keys);
        Assert.Equal((Verdict.Valid, undisturbed.PredictionsDigest), (report.Verdict, report.PredictionsDigest));
        Assert.Equal(Workbench.Images, await job.ReadPredictionsAsync(Cancel).CountAsync(Cancel));
        Assert.Equal(4, (await job.GetStatusAsync(Cancel)).AcceptedShards);
    }

    [Fact]
    public async Task A_sample_that_killed_silos_with_nothing_else_in_work_is_the_failure_CrashedWorker()
    {
        using var bench = await Workbench.CreateAsync();
        await DieAsync(bench, shardSize: 1, deaths: 4);
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var job = cluster.Client.GetJob(JobId.Parse("job"));
        Assert.Equal(new SampleCounts(Workbench.Images, Workbench.Images - 1, 1), (await Within.ReportAsync(job)).Samples);
        var failure = Assert.Single(await job.ReadPredictionsAsync(Cancel).Select(prediction => prediction.Failure).OfType<Failure>().ToListAsync(Cancel));
        Assert.Equal(FailureKind.CrashedWorker, failure.Kind);
    }

    [Fact]
    public async Task A_shard_that_killed_one_silo_is_tried_again_and_written_down_before()
    {
        using var bench = await Workbench.CreateAsync();
        await DieAsync(bench, shardSize: 5, deaths: 1);
        await using var cluster = await Cluster.StartAsync(bench.Store);
        Assert.Equal(Verdict.Valid, (await Within.ReportAsync(cluster.Client.GetJob(JobId.Parse("job")))).Verdict);
        var trials = await bench.Ledger().ReadTrialsAsync(Cancel).Select(trial => trial.Attempt).ToListAsync(Cancel);
        Assert.Contains(Attempt(2), trials);
        Assert.DoesNotContain("000001-1", bench.ResultTimes().Keys);
    }

    [Fact]
    public async Task A_job_that_its_coordinator_created_writes_nothing_down()
    {
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(bench.Store);
        await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec(), Cancel));
        Assert.Empty(await bench.Ledger().ReadTrialsAsync(Cancel).ToListAsync(Cancel));
    }

    /// <summary>A job whose second shard was in work when silo after silo died, the coordinator with it.</summary>
    private static async Task DieAsync(Workbench bench, int shardSize, int deaths)
    {
        await bench.Ledger().TryCreateSpecAsync(bench.Spec(shardSize: shardSize), Cancel);
        for (var death = 1; death <= deaths; death++)
        {
            await bench.Ledger().TryRecordTrialAsync(new Trial(Attempt(death), $"10.0.0.{death}:11111@{death}"), Cancel);
        }
    }

    private static ShardAttempt Attempt(int number) => new(new ShardId(1), new AttemptNumber(number));
}
