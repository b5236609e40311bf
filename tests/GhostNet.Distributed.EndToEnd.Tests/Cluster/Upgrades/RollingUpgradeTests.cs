using System.Globalization;
using GhostNet.Distributed.EndToEnd.Tests.Cluster.Stores;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster.Upgrades;

/// <summary>Every worker is replaced by one of another version, one after the other, and back again, all in the middle of one job.</summary>
[Collection(Clusters.Name)]
public sealed class RollingUpgradeTests(StoreBench bench, PreviousVersion previous)
{
    private const int Workers = 3;

    // Six replacements and the job's beginning, with what may be under way beyond each, are fewer than all.
    private const int ShardsBetween = 5;

    [Fact]
    public async Task A_job_goes_on_while_all_workers_become_new_and_old_again()
    {
        var old = await previous.WorkerAsync();
        await using var pace = new MeasuredPace();
        await using var cluster = await bench.StartClusterAsync(_ => pace.InFrontOf(bench.Port), setup => setup with { Workers = 0 });
        await cluster.AddWorkersAsync(Workers, old);
        var job = await cluster.SubmitAsync();
        pace.Begin(cluster, job, ShardsBetween);
        await cluster.Ledger.WaitForResultsAsync(job, 1);

        var replaced = new HashSet<WorkerProcess>(cluster.Workers);
        await RollAsync(cluster, pace, job, "the new version", null);
        Assert.DoesNotContain(cluster.Workers, replaced.Contains);
        Assert.Equal(Workers, cluster.Workers.Count);

        await RollAsync(cluster, pace, job, "the previous version again", old);
        pace.Allow(int.MaxValue);
        await cluster.AssertExactAsync(job);

        // Each version has had its part, and whoever coordinated went, too.
        var hosts = (await cluster.Ledger.HeadersAsync(job)).GroupBy(header => header["host"]!["name"]!.GetValue<string>()).ToDictionary(host => host.Key, host => host.Count());
        var coordinators = cluster.EveryWorker.Where(worker => worker.Coordinates(job)).Select(worker => worker.Name).ToList();
        TestCluster.Tell($"shards by worker: {string.Join(", ", hosts.OrderBy(host => host.Key, StringComparer.Ordinal).Select(host => $"{host.Key} {host.Value}"))}; coordinated by {string.Join(", ", coordinators)}");
        foreach (var version in cluster.EveryWorker.Chunk(Workers))
        {
            Assert.Contains(version, worker => hosts.ContainsKey(worker.Name));
            Assert.Contains(version, worker => coordinators.Contains(worker.Name));
        }
    }

    private static async Task RollAsync(TestCluster cluster, MeasuredPace pace, string job, string to, string? assembly)
    {
        foreach (var worker in cluster.Workers)
        {
            await cluster.DisturbAsync(job, string.Create(CultureInfo.InvariantCulture, $"{worker.Name} replaced by {to}"), async () =>
            {
                await TestCluster.StopAsync(worker);
                await cluster.AddWorkersAsync(1, assembly);
                pace.Allow(await cluster.Ledger.AcceptedAsync(job) + ShardsBetween);
            });
        }
    }
}
