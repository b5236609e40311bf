namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>Every worker is ended in good order and replaced, as an orchestrator does for a new version.</summary>
[Collection(Clusters.Name)]
public sealed class RollingRestartTests(ClusterBench bench)
{
    [Fact]
    public async Task Each_worker_is_replaced_in_the_middle_of_a_job()
    {
        await using var cluster = await TestCluster.StartAsync(bench);

        // A job for each, so that none of them leaves a cluster that has nothing to do.
        foreach (var worker in cluster.Workers)
        {
            var job = await cluster.SubmitAsync($"while-{worker.Name}-leaves");
            await cluster.Ledger.WaitForResultsAsync(job, 6);
            Assert.InRange(cluster.Ledger.Accepted(job), 1, ClusterBench.Shards - 1);
            await TestCluster.StopAsync(worker);
            await cluster.AddWorkersAsync(1);
            await cluster.AssertExactAsync(job);
        }
    }
}
