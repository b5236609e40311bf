using System.CommandLine;
using System.Globalization;
using GhostNet.Distributed.Benchmarks.Clusters.Throttling;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.Benchmarks.Clusters;

/// <summary>Two workers, one of them with a quarter of its processor: together they should take hardly longer than their speeds allow.</summary>
internal static class UnequalWorkers
{
    private const double Target = 1.15;
    private const double Slowness = 4;

    /// <summary>The verb <c>unequal</c>; its exit code says whether the target was met.</summary>
    public static Command Command()
    {
        var command = new Command("unequal", "How two workers share a job, one of them with a quarter of its processor.");
        command.SetAction(async (_, _) => await RunAsync(Console.Out) ? 0 : 1);
        return command;
    }

    private static async Task<bool> RunAsync(TextWriter output)
    {
        if (Environment.ProcessorCount < 2)
        {
            await output.WriteLineAsync("needs two processors, one for each worker");
            return false;
        }

        using var warmUp = await ClusterQuestion.MakeAsync(1);
        using var question = await ClusterQuestion.MakeAsync(8);
        await output.WriteLineAsync($"{question.Samples} samples in {ClusterQuestion.Shards} shards; one thread a worker, each on a processor of its own; the slow one by {CpuThrottle.Means}, a quarter of the time");
        await output.WriteLineAsync("time = from the first sample asked for to the last prediction, by the clock of the results; models loaded, code warm");
        var fast = await MeasureAsync(warmUp, question, [1]);
        await TellAsync(output, "fast alone", fast);
        var slow = await MeasureAsync(warmUp, question, [Slowness]);
        await TellAsync(output, "slow alone", slow);
        var both = await MeasureAsync(warmUp, question, [1, Slowness]);
        await TellAsync(output, "both", both);

        var ideal = 1 / ((1 / fast.Seconds) + (1 / slow.Seconds));
        var ratio = both.Seconds / ideal;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"ideal {ideal:F2} s, with {slow.Seconds / (fast.Seconds + slow.Seconds):P1} done by the fast one; measured/ideal {ratio:F3}, target {Target}"));
        return ratio <= Target;
    }

    private static Task<ClusterRun> MeasureAsync(ClusterQuestion warmUp, ClusterQuestion question, double[] slowness) =>
        ClusterRun.MeasureAsync(warmUp, question, [.. Enumerable.Range(0, slowness.Length)], worker => slowness[worker] > 1 ? 1 / slowness[worker] : null);

    private static Task TellAsync(TextWriter output, string what, ClusterRun measured) => output.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture, $"{what,-10} {measured.Seconds,7:F2} s   {string.Join(", ", measured.Samples.Select(worker => $"{worker.Key} {worker.Value} samples ({(double)worker.Value / measured.Samples.Values.Sum():P1})"))}"));
}
