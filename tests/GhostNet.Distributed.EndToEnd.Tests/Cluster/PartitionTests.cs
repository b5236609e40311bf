using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Networks;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>
/// One worker is cut off from the others, from Redis and from clients, but not from the ledger, for longer than it takes to be declared dead; then the network heals. What
/// it does meanwhile may be done twice, and counts once.
/// </summary>
[Collection(Clusters.Name)]
public sealed class PartitionTests(ClusterBench bench)
{
    [Fact]
    public async Task A_worker_is_cut_off()
    {
        await using var network = await NetworkNamespaces.MakeAsync(3);
        await using var cluster = await StartAsync(network);
        var job = await cluster.BeginAsync();
        var coordinator = await cluster.FindCoordinatorAsync(job);
        await CutOffAsync(cluster, network, job, "a worker cut off", await cluster.FindAtWorkAsync(job, except: coordinator));
        await cluster.AssertExactAsync(job);
    }

    [Fact]
    public async Task The_coordinator_is_cut_off_and_for_a_while_there_are_two()
    {
        await using var network = await NetworkNamespaces.MakeAsync(3);
        await using var cluster = await StartAsync(network);
        var job = await cluster.BeginAsync();
        var coordinator = await cluster.FindCoordinatorAsync(job);
        await CutOffAsync(cluster, network, job, "the coordinator cut off", coordinator);
        Assert.Contains(cluster.Workers, worker => worker != coordinator && worker.Coordinates(job));
        await cluster.AssertExactAsync(job);
    }

    private static async Task CutOffAsync(TestCluster cluster, NetworkNamespaces network, string job, string what, WorkerProcess worker)
    {
        var number = Number(worker);
        await cluster.DisturbAsync(job, what, () => network.CutAsync(number));
        await Members.WaitUntilDeadAsync(cluster.Redis, worker.Name);
        var before = await cluster.Ledger.ResultsAsync(job);
        await network.HealAsync(number);

        // It learns what the others hold of it, and ends itself, for whatever started it to start it again.
        var over = await worker.WaitAsync();
        TestCluster.Tell($"{worker.Name} ended itself with exit code {over.ExitCode} after the network had healed");
        Assert.NotEqual(0, over.ExitCode);
        await cluster.Ledger.WaitForReportAsync(job);
        var after = await cluster.Ledger.ResultsAsync(job);
        Assert.All(before, result => Assert.Equal(result.Value, after[result.Key]));
    }

    private Task<TestCluster> StartAsync(NetworkNamespaces network) => bench.StartClusterAsync(setup => setup with
    {
        RedisAddress = network.BridgeAddress,
        Configure = (number, start) => start with { Address = network.Address(number), Through = network.Through(number) },
    });

    private static int Number(WorkerProcess worker) => int.Parse(worker.Name["worker-".Length..], System.Globalization.CultureInfo.InvariantCulture);
}
