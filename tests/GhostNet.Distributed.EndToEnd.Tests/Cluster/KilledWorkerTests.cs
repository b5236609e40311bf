using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>kill -9 in the middle of a job: the numbers stay the same, and no accepted shard is done again.</summary>
[Collection(Clusters.Name)]
public sealed class KilledWorkerTests(ClusterBench bench)
{
    [Fact]
    public async Task A_worker_dies()
    {
        await using var cluster = await bench.StartClusterAsync();
        var job = await cluster.BeginAsync();
        var coordinator = await cluster.FindCoordinatorAsync(job);
        await cluster.DisturbAsync(job, "kill -9 of a worker", () => TestCluster.KillAsync(cluster.Workers.First(worker => worker != coordinator)));
        await cluster.AssertExactAsync(job);
    }

    [Fact]
    public async Task The_coordinator_dies()
    {
        await using var cluster = await bench.StartClusterAsync();
        var job = await cluster.BeginAsync();
        var coordinator = await cluster.FindCoordinatorAsync(job);
        await cluster.DisturbAsync(job, "kill -9 of the coordinator", () => TestCluster.KillAsync(coordinator));
        var successor = await cluster.FindCoordinatorAsync(job);
        Assert.NotEqual(coordinator.Name, successor.Name);
        await cluster.AssertExactAsync(job);
    }

    [Fact]
    public async Task Two_of_three_die_at_once()
    {
        await using var cluster = await bench.StartClusterAsync();
        var job = await cluster.BeginAsync();
        var coordinator = await cluster.FindCoordinatorAsync(job);
        await cluster.DisturbAsync(
            job, "kill -9 of two of three, the coordinator among them", () => TestCluster.KillAsync([coordinator, cluster.Workers.First(worker => worker != coordinator)]));
        await cluster.AssertExactAsync(job);
    }

    [Fact]
    public async Task All_die_and_others_go_on_from_the_ledger()
    {
        await using var cluster = await bench.StartClusterAsync();
        var job = await cluster.BeginAsync();
        await cluster.DisturbAsync(job, "kill -9 of all, then three others", async () =>
        {
            await TestCluster.KillAsync(cluster.Workers);
            await cluster.AddWorkersAsync(3);
        });
        await cluster.AssertExactAsync(job);
    }
}
