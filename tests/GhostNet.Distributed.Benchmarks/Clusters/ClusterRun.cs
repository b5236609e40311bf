using System.Globalization;
using System.Text.Json.Nodes;
using GhostNet.Distributed.Benchmarks.Clusters.Throttling;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.Benchmarks.Clusters;

/// <summary>A job of worker processes, each on a processor of its own: by the clock of the results, and who did how much.</summary>
/// <param name="Seconds">From the first sample asked for to the last prediction.</param>
/// <param name="Samples">Samples by worker.</param>
internal sealed record ClusterRun(double Seconds, IReadOnlyDictionary<string, int> Samples)
{
    // A worker's options are the product's own; one thread each, so that a processor each is theirs.
    private static readonly Dictionary<string, string?> Told = new()
    {
        ["GhostNet__Worker__Threads"] = "1",
        ["Logging__LogLevel__Default"] = "Warning",
        ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Warning",
    };

    /// <summary>Starts workers, lets them warm up on one question, and measures another.</summary>
    /// <param name="warmUp">So that models are loaded and code is warm.</param>
    /// <param name="question">What is measured.</param>
    /// <param name="processors">A worker each.</param>
    /// <param name="share">What a worker, by its number, gets of its processor; null for all of it.</param>
    public static async Task<ClusterRun> MeasureAsync(ClusterQuestion warmUp, ClusterQuestion question, int[] processors, Func<int, double?> share)
    {
        await using var cluster = await TestCluster.StartAsync(new ClusterSetup
        {
            Question = question,
            Workers = processors.Length,
            Configure = (number, start) => start with { Environment = Told, Through = ["taskset", "-c", processors[number].ToString(CultureInfo.InvariantCulture)] },
        });
        var throttles = cluster.Workers.Select((worker, i) => share(i) is { } part ? CpuThrottle.Set(worker, part) : null).OfType<IAsyncDisposable>().ToList();
        try
        {
            await cluster.Ledger.WaitForReportAsync(await cluster.SubmitAsync("warm-up", warmUp));
            var job = await cluster.SubmitAsync("measured");
            await cluster.Ledger.WaitForReportAsync(job);
            await cluster.Ledger.AssertExactAsync(job, question);
            return Of(await cluster.Ledger.HeadersAsync(job));
        }
        finally
        {
            // The workers first: a process that stands still or is in a group keeps its throttle from being taken away.
            await TestCluster.KillAsync(cluster.Workers);
            foreach (var throttle in throttles)
            {
                await throttle.DisposeAsync();
            }
        }
    }

    private static ClusterRun Of(IReadOnlyList<JsonNode> headers)
    {
        var begin = headers.Min(header => header["startedAt"]!.GetValue<DateTimeOffset>());
        var end = headers.Max(header => header["finishedAt"]!.GetValue<DateTimeOffset>());
        var samples = headers.GroupBy(header => header["host"]!["name"]!.GetValue<string>())
            .ToDictionary(worker => worker.Key, worker => worker.Sum(header => header["range"]!["end"]!.GetValue<int>() - header["range"]!["start"]!.GetValue<int>()));
        return new ClusterRun((end - begin).TotalSeconds, samples);
    }
}
