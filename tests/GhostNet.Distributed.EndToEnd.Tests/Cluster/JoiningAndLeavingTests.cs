using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>A cluster grows and shrinks in the middle of a job.</summary>
[Collection(Clusters.Name)]
public sealed class JoiningAndLeavingTests(ClusterBench bench)
{
    [Fact]
    public async Task A_worker_joins_and_takes_its_part_and_another_leaves()
    {
        await using var cluster = await bench.StartClusterAsync();
        var leaving = cluster.Workers[0];
        var job = await cluster.BeginAsync();
        IReadOnlyList<WorkerProcess> joined = [];
        await cluster.DisturbAsync(job, "a worker joins", async () => joined = await cluster.AddWorkersAsync(1));
        await cluster.DisturbAsync(job, "a worker leaves", () => TestCluster.StopAsync(leaving));
        await cluster.AssertExactAsync(job);
        var workers = (await cluster.Ledger.HeadersAsync(job)).Select(header => header["host"]!["name"]!.GetValue<string>()).ToHashSet();
        Assert.Superset(new HashSet<string> { leaving.Name, joined[0].Name }, workers);
    }
}
