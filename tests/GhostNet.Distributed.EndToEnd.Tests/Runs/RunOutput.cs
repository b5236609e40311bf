using System.Text.Json;
using System.Text.Json.Nodes;

namespace GhostNet.Distributed.EndToEnd.Tests.Runs;

/// <summary>The --out folder of a run, as anyone may read it: plain files.</summary>
internal sealed class RunOutput(string path)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public string Path => path;

    public string ReportPath => System.IO.Path.Combine(path, "report.json");

    public string PredictionsPath => System.IO.Path.Combine(path, "predictions.jsonl");

    public JsonNode Report => JsonNode.Parse(File.ReadAllText(ReportPath))!;

    public string Digest => Report["predictionsDigest"]!.GetValue<string>();

    public IReadOnlyList<JsonNode> Predictions => [.. File.ReadLines(PredictionsPath).Select(line => JsonNode.Parse(line)!)];

    /// <summary>The result blobs: name, content and the time of the last write.</summary>
    public IReadOnlyDictionary<string, (DateTime Written, string Content)> Results =>
        ResultFiles().ToDictionary(file => System.IO.Path.GetFileName(file), file => (File.GetLastWriteTimeUtc(file), Convert.ToHexString(File.ReadAllBytes(file))));

    /// <summary>Waits until the ledger holds so many results.</summary>
    public async Task WaitForResultsAsync(int count, Func<bool> isOver)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (ResultFiles().Length < count)
        {
            Assert.False(isOver(), $"the process was over with {ResultFiles().Length} results in {path}; expected at least {count} while it runs");
            Assert.True(await timer.WaitForNextTickAsync(patience.Token));
        }
    }

    /// <summary>A report whose integers a stranger changed.</summary>
    public void ChangeReport(Action<JsonNode> change)
    {
        var report = Report;
        change(report);
        File.WriteAllText(ReportPath, report.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    public string[] ResultFiles()
    {
        var jobs = System.IO.Path.Combine(path, "ledger", "jobs");
        return Directory.Exists(jobs)
            ? [.. Directory.GetDirectories(jobs).Select(job => System.IO.Path.Combine(job, "results")).Where(Directory.Exists).SelectMany(Directory.GetFiles)]
            : [];
    }
}
