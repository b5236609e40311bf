using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster.Stores;

/// <summary>
/// A sample that kills every process that works on it. The product knows nothing of it: each worker has a proxy of its own before its store, and whichever asks for the
/// poisoned blob is killed; a supervisor starts others.
/// </summary>
[Collection(Clusters.Name)]
public sealed class PoisonTests(StoreBench bench)
{
    private const int MostRestarts = 60;

    [Fact]
    public async Task It_is_singled_out_and_everything_else_is_scored()
    {
        await using var poison = new Poison();
        await using var cluster = await bench.StartClusterAsync(number => poison.Open(number, bench.Port));
        var predictions = (await File.ReadAllLinesAsync(Path.Combine(cluster.Question.ReferenceRun, "predictions.jsonl"), TestContext.Current.CancellationToken)).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(cluster.Question.Reference["predictionsDigest"]!.GetValue<string>(), Digest(predictions, poisoned: null));
        var poisoned = predictions[predictions.Count / 2]["sample"]!.GetValue<string>();
        poison.Begin(poisoned, cluster);

        var job = await cluster.SubmitAsync();
        var report = cluster.Ledger.WaitForReportAsync(job);
        var restarts = 0;
        while (!report.IsCompleted)
        {
            await Until.TrueAsync(() => report.IsCompleted || cluster.Workers.Count < 3, TimeSpan.FromMinutes(4), () => $"the report of job {job}, or a worker to be killed; {poison.Killed} were");
            if (cluster.Workers.Count is < 3 and var alive && !report.IsCompleted)
            {
                restarts += 3 - alive;
                Assert.InRange(restarts, 1, MostRestarts);
                cluster.StartWorkers(3 - alive);
            }
        }

        var written = JsonNode.Parse(await report)!;
        TestCluster.Tell($"{poison.Killed} processes were killed by {poisoned} before it was singled out");
        Assert.Equal(cluster.Question.Samples - 1, written["samples"]!["scored"]!.GetValue<int>());
        Assert.Equal(1, written["samples"]!["failed"]!.GetValue<int>());
        Assert.Equal(Digest(predictions, poisoned), written["predictionsDigest"]!.GetValue<string>());
    }

    /// <summary>The digest as it is defined, over these predictions, with one sample as the failure that it is.</summary>
    private static string Digest(IEnumerable<JsonNode> predictions, string? poisoned)
    {
        var lines = predictions.Select(prediction => prediction["sample"]!.GetValue<string>() is var sample && sample == poisoned
            ? $"{sample}\t{prediction["label"]}\t!CrashedWorker\n"
            : $"{sample}\t{prediction["label"]}\t{prediction["top"]![0]!["class"]}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    private sealed class Poison : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<int, FaultProxy> _proxies = new();
        private readonly ConcurrentDictionary<int, bool> _killed = new();
        private readonly TaskCompletionSource _never = new();
        private volatile string? _poisoned;
        private TestCluster? _cluster;

        public int Killed => _killed.Count;

        /// <summary>A worker's own way to the store.</summary>
        public int Open(int number, int target)
        {
            var proxy = _proxies[number] = new FaultProxy(target);
            proxy.Always(new ProxyFault.Hold(_never.Task), IsPoisoned);
            proxy.Arrived += request => KillIfPoisoned(number, request);
            return proxy.Port;
        }

        public void Begin(string poisoned, TestCluster cluster)
        {
            _cluster = cluster;
            _poisoned = poisoned;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var proxy in _proxies.Values)
            {
                await proxy.DisposeAsync();
            }
        }

        private bool IsPoisoned(ProxiedRequest request) => request.Method == "GET" && _poisoned is { } poisoned && Uri.UnescapeDataString(request.Target).Contains(poisoned, StringComparison.Ordinal);

        private void KillIfPoisoned(int number, ProxiedRequest request)
        {
            if (IsPoisoned(request) && _killed.TryAdd(number, true))
            {
                _cluster!.Workers.FirstOrDefault(worker => worker.Name == $"worker-{number}")?.Signal(UnixSignal.Kill);
            }
        }
    }
}
