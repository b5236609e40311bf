namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>The membership store dies and comes back empty. It holds nothing that a job needs.</summary>
[Collection(Clusters.Name)]
public sealed class LostRedisTests(ClusterBench bench)
{
    [Fact]
    public async Task The_job_goes_on_and_another_worker_can_join()
    {
        await using var cluster = await TestCluster.StartAsync(bench);
        var job = await cluster.SubmitAsync();
        await cluster.Ledger.WaitForResultsAsync(job, 6);
        await cluster.DisturbAsync(job, "Redis killed", cluster.Redis.KillAsync);
        await cluster.Redis.RestartAsync();
        await cluster.AddWorkersAsync(1);
        await cluster.AssertExactAsync(job);
    }

    [Fact]
    public async Task Workers_that_are_ended_while_it_is_away_do_not_wait_for_it()
    {
        await using var cluster = await TestCluster.StartAsync(bench);
        await cluster.Redis.KillAsync();
        await Task.WhenAll(cluster.Workers.Select(TestCluster.StopAsync));
    }
}
