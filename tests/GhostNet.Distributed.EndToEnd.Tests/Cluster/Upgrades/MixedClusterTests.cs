using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster.Upgrades;

/// <summary>Workers of both versions in one cluster.</summary>
[Collection(Clusters.Name)]
public sealed class MixedClusterTests(ClusterBench bench, PreviousVersion previous)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task They_finish_a_job_together_whichever_of_them_coordinates(bool oldCoordinates)
    {
        var old = await previous.WorkerAsync();
        await using var cluster = await bench.StartClusterAsync(setup => setup with { Workers = 0 });
        await cluster.AddWorkersAsync(1, oldCoordinates ? old : null);
        var first = Assert.Single(cluster.Workers);
        var job = await cluster.BeginAsync();
        Assert.Same(first, await cluster.FindCoordinatorAsync(job));
        IReadOnlyList<WorkerProcess> joined = [];
        await cluster.DisturbAsync(job, "two workers of another version join", async () => joined = await cluster.AddWorkersAsync(2, oldCoordinates ? null : old));
        await cluster.AssertExactAsync(job);
        Assert.DoesNotContain(joined, worker => worker.Coordinates(job));
        var hosts = (await cluster.Ledger.HeadersAsync(job)).Select(header => header["host"]!["name"]!.GetValue<string>()).ToHashSet();
        Assert.Contains(first.Name, hosts);
        Assert.Contains(joined, worker => hosts.Contains(worker.Name));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_one_version_began_the_other_finishes_from_the_ledger_when_all_are_dead(bool oldBegins)
    {
        var old = await previous.WorkerAsync();
        await using var cluster = await bench.StartClusterAsync(setup => setup with { Workers = 0 });
        await cluster.AddWorkersAsync(2, oldBegins ? old : null);
        var job = await cluster.BeginAsync();
        await cluster.DisturbAsync(job, "kill -9 of all, then two of the other version", async () =>
        {
            await TestCluster.KillAsync(cluster.Workers);
            await cluster.AddWorkersAsync(2, oldBegins ? null : old);
        });
        await cluster.AssertExactAsync(job);
    }
}
