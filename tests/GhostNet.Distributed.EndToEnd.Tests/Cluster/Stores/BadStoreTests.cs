using System.Diagnostics;
using System.Text.Json.Nodes;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster.Stores;

/// <summary>The workers' way to their store is bad in the middle of a job. Nothing of that is a sample's fault.</summary>
[Collection(Clusters.Name)]
public sealed class BadStoreTests(StoreBench bench)
{
    [Fact]
    public async Task It_answers_503_and_500_is_slow_cuts_bodies_and_loses_answers()
    {
        await using var way = new BadWay();
        await using var cluster = await bench.StartClusterAsync(_ => way.Open(bench.Port));
        var job = await cluster.BeginAsync();
        foreach (var (what, count, fault) in new (string, int, ProxyFault)[]
        {
            ("the store answers 503", 40, new ProxyFault.Answer(503)),
            ("the store answers 500", 40, new ProxyFault.Answer(500)),
            ("the store is slow", 60, new ProxyFault.Delay(TimeSpan.FromSeconds(3))),
            ("the store cuts connections in the middle of a body", 60, new ProxyFault.CutBody(1000)),
            ("the store's answers get lost", 20, new ProxyFault.LoseAnswer()),
        })
        {
            await cluster.DisturbAsync(job, $"{what} ({count} times)", () =>
            {
                way.Begin(fault, count);
                return Task.CompletedTask;
            });
        }

        await cluster.AssertExactAsync(job);
        await AssertNothingFailedAsync(cluster, job);
    }

    [Fact]
    public async Task It_is_dead_for_20_seconds_and_the_job_waits_for_it()
    {
        await using var way = new BadWay();
        await using var cluster = await bench.StartClusterAsync(_ => way.Open(bench.Port));
        var job = await cluster.BeginAsync();
        var dead = Stopwatch.StartNew();
        await cluster.DisturbAsync(job, "the store was dead for 20 s", async () =>
        {
            way.Proxy.Always(new ProxyFault.Refuse());
            string? reason = null;
            await Until.TrueAsync(
                async () => (reason = await ReasonAsync(cluster, job)) is not null && reason.Contains($"127.0.0.1:{way.Proxy.Port}", StringComparison.Ordinal),
                TimeSpan.FromMinutes(1),
                () => $"'ghostnet show' to say that the job waits for the store; the reason is '{reason}'");
            TestCluster.Tell($"after {dead.Elapsed.TotalSeconds:F1} s: {reason}");
            await Until.TrueAsync(() => dead.Elapsed > TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1), () => "20 s to pass");
            way.Proxy.Heal();
        });
        await cluster.AssertExactAsync(job);
        await AssertNothingFailedAsync(cluster, job);
        Assert.Null(await ReasonAsync(cluster, job));
    }

    private static async Task<string?> ReasonAsync(TestCluster cluster, string job) =>
        JsonNode.Parse((await cluster.RunAsync("show", job, "-o", "json")).Expect(0).Output)!["reason"]?.GetValue<string>();

    private static async Task AssertNothingFailedAsync(TestCluster cluster, string job)
    {
        var report = JsonNode.Parse(await cluster.Ledger.WaitForReportAsync(job))!;
        Assert.Equal(0, report["samples"]!["failed"]!.GetValue<int>());
        var attempts = (await cluster.Ledger.HeadersAsync(job)).Select(header => header["attempt"]!.GetValue<int>()).ToList();
        TestCluster.Tell($"attempts: {attempts.Count(attempt => attempt == 1)} shards at the first, {attempts.Count(attempt => attempt > 1)} at a later one");

        // A second one may be an idle worker's, which helps with the last shards; a store that is away gives no reason for more.
        Assert.InRange(attempts.Max(), 1, 2);
    }
}
