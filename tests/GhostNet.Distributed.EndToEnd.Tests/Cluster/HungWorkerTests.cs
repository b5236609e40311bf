using System.Diagnostics;
using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>A worker that stands still for longer than its leases, in the middle of a job, and then goes on as if nothing had been: a zombie.</summary>
[Collection(Clusters.Name)]
public sealed class HungWorkerTests(ClusterBench bench)
{
    [Fact]
    public async Task A_zombie_that_was_declared_dead_ends_itself_and_changes_nothing()
    {
        await using var cluster = await bench.StartClusterAsync();
        var (job, zombie) = await HangOneAsync(cluster);
        await Members.WaitUntilDeadAsync(cluster.Redis, zombie.Name);
        var before = await cluster.Ledger.ResultsAsync(job);
        zombie.Signal(UnixSignal.Continue);

        // For whatever started it to start it again.
        var over = await zombie.WaitAsync();
        TestCluster.Tell($"the zombie ended itself with exit code {over.ExitCode}");
        Assert.NotEqual(0, over.ExitCode);
        await AssertExactAsync(cluster, job, before);
    }

    [Fact]
    public async Task A_zombie_whose_leases_have_ended_changes_nothing()
    {
        await using var cluster = await bench.StartClusterAsync();
        var (job, zombie) = await HangOneAsync(cluster);

        // Sooner than the others miss it: it is a member all the time, and reports what is no longer its own.
        var stopped = Stopwatch.StartNew();
        var hang = TestCluster.LeaseDuration + TimeSpan.FromSeconds(1);
        await Until.TrueAsync(() => stopped.Elapsed > hang, TimeSpan.FromMinutes(1), () => "the end of its leases");
        var before = await cluster.Ledger.ResultsAsync(job);
        zombie.Signal(UnixSignal.Continue);
        await AssertExactAsync(cluster, job, before);
    }

    private static async Task<(string Job, WorkerProcess Zombie)> HangOneAsync(TestCluster cluster)
    {
        var job = await cluster.BeginAsync();
        var coordinator = await cluster.FindCoordinatorAsync(job);

        // One that is at work: it holds leases that have to end.
        var zombie = await cluster.FindAtWorkAsync(job, except: coordinator);
        await cluster.DisturbAsync(job, "SIGSTOP of a worker", () =>
        {
            zombie.Signal(UnixSignal.Stop);
            return Task.CompletedTask;
        });
        return (job, zombie);
    }

    private static async Task AssertExactAsync(TestCluster cluster, string job, IReadOnlyDictionary<string, string> before)
    {
        await cluster.AssertExactAsync(job);
        TestCluster.Tell($"{(await cluster.Ledger.HeadersAsync(job)).Count(header => header["attempt"]!.GetValue<int>() > 1)} shards were done at a later attempt");
        var after = await cluster.Ledger.ResultsAsync(job);
        Assert.All(before, result => Assert.Equal(result.Value, after[result.Key]));
    }
}
