using System.CommandLine;
using GhostNet.Distributed.Benchmarks.Measuring;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.Benchmarks.Clusters;

/// <summary>Two workers on two processors: how near to the sum of what each does alone.</summary>
internal static class ScaleBenchmark
{
    /// <summary>The verb <c>scale</c>.</summary>
    public static Command Command()
    {
        var copies = new Option<int>("--thousands") { Description = "Thousands of samples.", DefaultValueFactory = _ => 8 };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var command = new Command("scale", "One worker process, then two, each pinned to a processor.") { copies, rounds };
        command.SetAction((parsed, _) => RunAsync(Console.Out, parsed.GetValue(copies), parsed.GetValue(rounds)));
        return command;
    }

    private static async Task RunAsync(TextWriter output, int copies, int rounds)
    {
        using var warmUp = await ClusterQuestion.MakeAsync(1);
        using var question = await ClusterQuestion.MakeAsync(copies);
        await Conditions.TellAsync(
            output,
            Conditions.Line($"{question.Samples} drawn images and the small sample model (2 ms a sample, so that what is not inference shows), {ClusterQuestion.Shards} shards, Redis for clustering, a folder as ledger"),
            Conditions.Line($"{rounds} rounds, in turn: a worker alone on processor 0, one alone on processor 1, both; one thread each; time by the clock of the results, models loaded, code warm"));
        List<double> efficiencies = [];
        for (var round = 0; round < rounds; round++)
        {
            var first = await ClusterRun.MeasureAsync(warmUp, question, [0], _ => null);
            var second = await ClusterRun.MeasureAsync(warmUp, question, [1], _ => null);
            var both = await ClusterRun.MeasureAsync(warmUp, question, [0, 1], _ => null);
            var ideal = 1 / ((1 / first.Seconds) + (1 / second.Seconds));
            efficiencies.Add(ideal / both.Seconds);
            await output.WriteLineAsync(Conditions.Line($"alone {first.Seconds:F2} s and {second.Seconds:F2} s, both {both.Seconds:F2} s, ideal {ideal:F2} s: efficiency {ideal / both.Seconds:P1}"));
        }

        await output.WriteLineAsync(Conditions.Line($"efficiency {Median.Of(efficiencies):P1}, median of {rounds}; the processors are also those of Redis and the command line"));
    }
}
