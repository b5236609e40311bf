using GhostNet.Distributed.Runtime.Tests.Clusters;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

/// <summary>One model, one dataset, one recipe: one digest, however the work is cut.</summary>
public class SamePredictionsTests(RunningCluster running) : IClassFixture<RunningCluster>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task The_predictions_do_not_depend_on_the_shards(int shardSize) =>
        Assert.Equal(await DigestAsync("all", Workbench.Images), await DigestAsync($"shards-of-{shardSize}", shardSize));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(4, 3)]
    public async Task The_predictions_do_not_depend_on_threads_and_batch(int threads, int batch)
    {
        using var bench = await Workbench.CreateAsync();
        await using var cluster = await Cluster.StartAsync(bench.Store, worker: o => (o.Threads, o.BatchSize) = (threads, batch));
        var report = await Within.ReportAsync(await cluster.Client.SubmitAsync(bench.Spec(), Cancel));
        Assert.Equal(await DigestAsync("all", Workbench.Images), report.PredictionsDigest);
    }

    [Fact]
    public async Task Predictions_come_in_the_order_of_the_manifest_also_while_the_job_runs()
    {
        using var bench = await Workbench.CreateAsync();
        // A worker that has shown no rate yet holds two shards, 0 and 1.
        using var gate = new ShardGate(open: 2);
        await using var cluster = await Cluster.StartAsync(bench.Store, gate);
        var job = await cluster.Client.SubmitAsync(bench.Spec(), Cancel);
        await using var predictions = job.ReadPredictionsAsync(Cancel).GetAsyncEnumerator(Cancel);
        List<string> read = [];
        await Within.TimeAsync("the first prediction", NextAsync());
        Assert.False((await job.GetStatusAsync(Cancel)).IsFinal);
        gate.LetAll();
        while (await Within.TimeAsync("the next prediction", NextAsync()))
        {
        }

        // The last prediction comes before the report, which would be written into a folder that is being deleted.
        await Within.ReportAsync(job);
        Assert.Equal(Workbench.Images, read.Count);
        Assert.Equal(read.Order(StringComparer.Ordinal), read);

        async Task<bool> NextAsync()
        {
            var has = await predictions.MoveNextAsync();
            if (has)
            {
                read.Add(predictions.Current.Sample);
            }

            return has;
        }
    }

    private async Task<string> DigestAsync(string id, int shardSize) =>
        (await Within.ReportAsync(await running.Cluster.Client.SubmitAsync(running.Bench.Spec(id, shardSize), Cancel))).PredictionsDigest;
}
