using GhostNet.Distributed.EndToEnd.Tests.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>A worker that stands still for longer than its lease and then goes on as if nothing had been: a zombie.</summary>
[Collection(Clusters.Name)]
public sealed class HungWorkerTests(ClusterBench bench)
{
    [Fact]
    public async Task A_zombie_changes_nothing()
    {
        await using var cluster = await TestCluster.StartAsync(bench);
        var job = await cluster.SubmitAsync();
        var coordinator = await cluster.FindCoordinatorAsync(job);
        await cluster.Ledger.WaitForResultsAsync(job, 6);
        var zombie = cluster.Workers.First(worker => worker != coordinator);
        await cluster.DisturbAsync(job, "SIGSTOP of a worker", () =>
        {
            zombie.Signal(UnixSignal.Stop);
            return Task.CompletedTask;
        });

        // The others can only finish after its leases have ended.
        await cluster.AssertExactAsync(job);
        Assert.Contains(cluster.Ledger.Headers(job), header => header["attempt"]!.GetValue<int>() > 1);
        var results = cluster.Ledger.Results(job);
        zombie.Signal(UnixSignal.Continue);

        // It learns that it was declared dead, and ends itself, for whatever started it to start it again.
        var over = await zombie.WaitAsync();
        TestCluster.Tell($"the zombie ended itself with exit code {over.ExitCode}");
        Assert.NotEqual(0, over.ExitCode);
        Assert.Equal(results, cluster.Ledger.Results(job));
        await cluster.AssertExactAsync(job);
    }
}
