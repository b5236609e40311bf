using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace GhostNet.Distributed.Testing.Clusters;

/// <summary>What a cluster has written down about its jobs.</summary>
public sealed class ClusterLedger(ILedgerView view)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>As the command line and the workers are told.</summary>
    public string Location => view.Location;

    /// <summary>The contents of a job's results, by name.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ResultsAsync(string job)
    {
        var names = await view.ListAsync(Prefix(job));
        var contents = await Task.WhenAll(names.Select(async name => Encoding.UTF8.GetString(await view.ReadAsync(name) ?? [])));
        return names.Zip(contents).ToDictionary(result => result.First, result => result.Second);
    }

    /// <summary>How many results there are.</summary>
    public async Task<int> AcceptedAsync(string job) => (await view.ListAsync(Prefix(job))).Count;

    /// <summary>The first line of each result: which samples, who did them, at which attempt. Markers of shards that were split are left out.</summary>
    public async Task<IReadOnlyList<JsonNode>> HeadersAsync(string job) =>
        [.. (await ResultsAsync(job)).Values.Select(content => JsonNode.Parse(content[..content.IndexOf('\n', StringComparison.Ordinal)])!).Where(header => header["tally"] is not null)];

    /// <summary>Waits until there are so many results.</summary>
    public Task WaitForResultsAsync(string job, int count)
    {
        var seen = 0;
        return Until.TrueAsync(async () => (seen = await AcceptedAsync(job)) >= count, Patience, () => $"{count} accepted shards of job {job}; {seen} are there");
    }

    /// <summary>Waits for the report, and returns it byte for byte.</summary>
    public async Task<string> WaitForReportAsync(string job)
    {
        byte[]? report = null;
        await Until.TrueAsync(async () => (report = await view.ReadAsync($"jobs/{job}/report.json")) is not null, Patience, () => $"the report of job {job}");
        return Encoding.UTF8.GetString(report!);
    }

    /// <summary>Holds the results and the report against the one of a single undisturbed process: every sample once, and the same numbers.</summary>
    public async Task AssertExactAsync(string job, ClusterQuestion question)
    {
        var report = JsonNode.Parse(await WaitForReportAsync(job))!;
        var samples = report["samples"]!;
        Assert.Equal(question.Samples, samples["total"]!.GetValue<int>());
        Assert.Equal(question.Samples, samples["scored"]!.GetValue<int>() + samples["failed"]!.GetValue<int>());

        // End to end without a gap or an overlap: no sample is counted twice.
        var ranges = (await HeadersAsync(job)).Select(header => (Start: header["range"]!["start"]!.GetValue<int>(), End: header["range"]!["end"]!.GetValue<int>())).Order().ToList();
        Assert.Equal(ranges.Select(range => range.End).Prepend(0), ranges.Select(range => range.Start).Append(question.Samples));
        foreach (var same in new[] { "predictionsDigest", "top1", "top5", "verdict" })
        {
            Assert.Equal(question.Reference[same]!.ToJsonString(), report[same]!.ToJsonString());
        }
    }

    private static string Prefix(string job) => $"jobs/{job}/results/";
}
