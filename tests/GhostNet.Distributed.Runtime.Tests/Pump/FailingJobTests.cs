using GhostNet.Distributed.Runtime.Tests.Clusters;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

/// <summary>Faults of a shard as a whole: they end a job after some tries, and leave no result behind.</summary>
public class FailingJobTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_damaged_model_ends_the_job_with_the_reason()
    {
        using var bench = await Workbench.CreateAsync();
        DamageModel(bench);
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        var e = await Assert.ThrowsAsync<JobFailedException>(() => Within.ReportAsync(job));
        Assert.Matches(@"failed 3 times, the last time on .*model\.onnx in .* is damaged", e.Message);
    }

    [Fact]
    public async Task A_failed_job_has_no_results()
    {
        using var bench = await Workbench.CreateAsync();
        DamageModel(bench);
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        await Within.StatusAsync("the job's end", job, s => s.State == JobState.Failed);
        Assert.Empty(bench.Blobs("jobs/job/results"));
    }

    [Fact]
    public async Task A_failed_job_is_tried_again_by_the_next_cluster()
    {
        using var bench = await Workbench.CreateAsync();
        DamageModel(bench);
        await using (var first = await Cluster.StartAsync(bench.Store))
        {
            var job = await first.Client.SubmitAsync(bench.Spec(), Cancel);
            await Within.StatusAsync("the job's end", job, s => s.State == JobState.Failed);
        }

        await File.WriteAllBytesAsync(ModelFile(bench), TinyModel.Onnx, Cancel);
        await using var second = await Cluster.StartAsync(bench.Store);
        Assert.Equal(Verdict.Valid, (await Within.ReportAsync(second.Client.GetJob(JobId.Parse("job")))).Verdict);
    }

    [Fact]
    public async Task A_folder_of_images_that_is_not_there_fails_the_job_and_no_sample()
    {
        using var bench = await Workbench.CreateAsync();
        Directory.Move(bench.ImageFolder, bench.ImageFolder + "-unmounted");
        await using var cluster = await Cluster.StartAsync(bench.Store);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        await Assert.ThrowsAsync<JobFailedException>(() => Within.ReportAsync(job));
        Assert.Empty(bench.Blobs("jobs/job/results"));
    }

    [Fact]
    public async Task A_damaged_result_fails_the_report_and_names_the_blob()
    {
        using var bench = await Workbench.CreateAsync();
        using var gate = new ShardGate(open: 6);
        await using var cluster = await Cluster.StartAsync(bench.Store, gate);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        await Within.StatusAsync("six accepted shards", job, s => s.AcceptedShards == 6);
        await File.AppendAllTextAsync(bench.BlobFile("jobs/job/results/000000"), "damage", Cancel);
        gate.LetAll();
        var e = await Assert.ThrowsAsync<JobFailedException>(() => Within.ReportAsync(job));
        Assert.Contains("jobs/job/results/000000", e.Message, StringComparison.Ordinal);
    }

    private static string ModelFile(Workbench bench) => bench.BlobFile($"models/tiny/{TinyModel.Card.Digest}/model.onnx");

    private static void DamageModel(Workbench bench) => File.WriteAllText(ModelFile(bench), "no model");
}
