namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>Every worker is ended in good order and replaced, as an orchestrator does for a new version.</summary>
[Collection(Clusters.Name)]
public sealed class RollingRestartTests(ClusterBench bench)
{
    [Fact]
    public async Task Each_worker_is_replaced_in_turn_and_nothing_is_done_twice()
    {
        await using var cluster = await TestCluster.StartAsync(bench);
        var job = await cluster.SubmitAsync();
        foreach (var (worker, results) in cluster.Workers.Zip([6, 12, 18]))
        {
            await cluster.Ledger.WaitForResultsAsync(job, results);
            await TestCluster.StopAsync(worker);
            await cluster.AddWorkersAsync(1);
        }

        await cluster.AssertExactAsync(job);
    }
}
