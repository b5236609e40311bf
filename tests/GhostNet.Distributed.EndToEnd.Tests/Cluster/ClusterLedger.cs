using System.Text.Json.Nodes;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>The ledger folder of a cluster, as anyone may read it: plain files.</summary>
internal sealed class ClusterLedger(string path)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public string Path => path;

    /// <summary>The results of a job by shard: the time of the last write and the content.</summary>
    public IReadOnlyDictionary<string, (DateTime Written, string Content)> Results(string job) =>
        ResultFiles(job).ToDictionary(file => System.IO.Path.GetFileName(file)!, file => (File.GetLastWriteTimeUtc(file), Convert.ToHexString(File.ReadAllBytes(file))));

    /// <summary>How many shards are accepted.</summary>
    public int Accepted(string job) => ResultFiles(job).Length;

    /// <summary>The first line of each result: who did the shard, at which attempt.</summary>
    public IReadOnlyList<JsonNode> Headers(string job) => [.. ResultFiles(job).Select(file => JsonNode.Parse(File.ReadLines(file).First())!)];

    /// <summary>Waits until so many shards are accepted.</summary>
    public Task WaitForResultsAsync(string job, int count) =>
        Until.TrueAsync(() => Accepted(job) >= count, Patience, () => $"{count} accepted shards of job {job}; {Accepted(job)} are there");

    /// <summary>Waits for the report.</summary>
    public async Task<JsonNode> WaitForReportAsync(string job)
    {
        var report = System.IO.Path.Combine(path, "jobs", job, "report.json");
        await Until.TrueAsync(() => File.Exists(report), Patience, () => $"{report}; {Accepted(job)} shards are accepted");
        return JsonNode.Parse(await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken))!;
    }

    private string[] ResultFiles(string job)
    {
        var results = System.IO.Path.Combine(path, "jobs", job, "results");
        return Directory.Exists(results) ? Directory.GetFiles(results) : [];
    }
}
