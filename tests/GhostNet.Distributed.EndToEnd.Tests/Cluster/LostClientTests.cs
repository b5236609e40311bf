using System.Text.Json.Nodes;
using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>Whoever waits for a job is killed, and comes back.</summary>
[Collection(Clusters.Name)]
public sealed class LostClientTests(ClusterBench bench)
{
    [Fact]
    public async Task It_finds_the_same_job_and_its_report()
    {
        await using var cluster = await bench.StartClusterAsync();
        var job = await cluster.SubmitAsync();
        await using var waiting = cluster.Start("wait", job);
        await using var watching = cluster.Start("watch", job, "-o", "json");
        await Until.TrueAsync(() => AcceptedAsSeen(watching) > 0, TimeSpan.FromMinutes(2), () => $"the watch to show an accepted shard; it showed\n{watching.OutputSoFar}");
        var seen = AcceptedAsSeen(watching);
        await cluster.DisturbAsync(job, "kill -9 of two clients", async () =>
        {
            waiting.Signal(UnixSignal.Kill);
            watching.Signal(UnixSignal.Kill);
            await Task.WhenAll(waiting.WaitAsync(), watching.WaitAsync());
        });

        await using var again = cluster.Start("watch", job, "-o", "json");
        var waited = (await cluster.RunAsync("wait", job, "-o", "json")).Expect(0);
        Assert.Equal(await cluster.Ledger.WaitForReportAsync(job), waited.Output);
        (await again.WaitAsync()).Expect(0);
        Assert.InRange(AcceptedAsSeen(again, first: true), seen, ClusterQuestion.Shards);
        Assert.Equal(ClusterQuestion.Shards, AcceptedAsSeen(again));
        await cluster.AssertExactAsync(job);
    }

    private static int AcceptedAsSeen(GhostNetProcess watching, bool first = false)
    {
        var lines = watching.OutputSoFar.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.EndsWith('}')).ToList();
        var line = first ? lines.FirstOrDefault() : lines.LastOrDefault();
        return line is null ? 0 : JsonNode.Parse(line)!["acceptedShards"]!.GetValue<int>();
    }
}
