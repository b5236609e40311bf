using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster.Stores;

/// <summary>Ledger and images in Azure Blob Storage, which answers as it should.</summary>
[Collection(Clusters.Name)]
public sealed class BlobStorageTests(StoreBench bench)
{
    [Fact]
    public async Task Three_workers_find_what_one_process_finds_in_a_folder()
    {
        await using var cluster = await bench.StartClusterAsync();
        var job = await cluster.SubmitAsync();
        var waited = (await cluster.RunAsync("wait", job, "-o", "json")).Expect(0);
        await cluster.AssertExactAsync(job);
        Assert.Equal(await cluster.Ledger.WaitForReportAsync(job), waited.Output);
    }

    [Fact]
    public async Task A_worker_dies()
    {
        await using var cluster = await bench.StartClusterAsync();
        var job = await cluster.BeginAsync();
        var coordinator = await cluster.FindCoordinatorAsync(job);
        await cluster.DisturbAsync(job, "kill -9 of a worker, on blob storage", () => TestCluster.KillAsync(cluster.Workers.First(worker => worker != coordinator)));
        await cluster.AssertExactAsync(job);
    }

    [Fact]
    public async Task The_coordinator_dies()
    {
        await using var cluster = await bench.StartClusterAsync();
        var job = await cluster.BeginAsync();
        var coordinator = await cluster.FindCoordinatorAsync(job);
        await cluster.DisturbAsync(job, "kill -9 of the coordinator, on blob storage", () => TestCluster.KillAsync(coordinator));
        await cluster.AssertExactAsync(job);
    }
}
