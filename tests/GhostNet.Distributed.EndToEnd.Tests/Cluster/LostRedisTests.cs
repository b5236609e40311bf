using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>The membership store dies in the middle of a job. It holds nothing that a job needs.</summary>
[Collection(Clusters.Name)]
public sealed class LostRedisTests(ClusterBench bench)
{
    [Fact]
    public async Task It_comes_back_and_another_worker_can_join()
    {
        await using var cluster = await bench.StartClusterAsync();
        var job = await cluster.BeginAsync();
        await cluster.DisturbAsync(job, "Redis killed", cluster.Redis.KillAsync);
        await cluster.DisturbAsync(job, "Redis started again", cluster.Redis.RestartAsync);
        await cluster.AddWorkersAsync(1);
        await cluster.AssertExactAsync(job);
    }

    [Fact]
    public async Task It_comes_back_empty_and_another_worker_can_join()
    {
        await using var cluster = await bench.StartClusterAsync();
        var job = await cluster.BeginAsync();
        await cluster.DisturbAsync(job, "Redis killed", cluster.Redis.KillAsync);
        cluster.Redis.LoseData();
        await cluster.DisturbAsync(job, "Redis started again with nothing in it", cluster.Redis.RestartAsync);
        await cluster.AddWorkersAsync(1);
        await cluster.AssertExactAsync(job);
    }

    [Fact]
    public async Task Workers_that_are_ended_while_it_is_away_do_not_wait_for_it()
    {
        await using var cluster = await bench.StartClusterAsync();
        await cluster.Redis.KillAsync();
        await Task.WhenAll(cluster.Workers.Select(TestCluster.StopAsync));
    }
}
