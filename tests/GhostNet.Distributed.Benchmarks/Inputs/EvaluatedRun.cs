using System.Text.Json.Nodes;

namespace GhostNet.Distributed.Benchmarks.Inputs;

/// <summary>What a finished run says of itself.</summary>
/// <param name="Seconds">The job's time, as the report defines it.</param>
internal sealed record EvaluatedRun(double Seconds)
{
    /// <summary>Reads the report of a run's folder.</summary>
    public static async Task<EvaluatedRun> ReadAsync(string run)
    {
        var report = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(run, "report.json")))!;
        return new EvaluatedRun(report["throughput"]!["seconds"]!.GetValue<double>());
    }
}
