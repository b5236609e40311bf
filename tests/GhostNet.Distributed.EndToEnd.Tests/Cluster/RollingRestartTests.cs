using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>Every worker is ended in good order and replaced, as an orchestrator does for a new version.</summary>
[Collection(Clusters.Name)]
public sealed class RollingRestartTests(ClusterBench bench)
{
    [Fact]
    public async Task Each_worker_is_replaced_in_the_middle_of_a_job()
    {
        await using var cluster = await bench.StartClusterAsync();

        // A job for each, so that none of them leaves a cluster that has nothing to do.
        foreach (var worker in cluster.Workers)
        {
            var job = await cluster.BeginAsync($"while-{worker.Name}-leaves");
            await cluster.DisturbAsync(job, $"SIGTERM of {worker.Name}", () => TestCluster.StopAsync(worker));
            await cluster.AddWorkersAsync(1);
            await cluster.AssertExactAsync(job);
        }
    }
}
