using System.CommandLine;
using GhostNet.Distributed.Benchmarks.Clusters;
using GhostNet.Distributed.Benchmarks.Inputs;
using GhostNet.Distributed.Benchmarks.Measuring;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Benchmarks.Overhead;

/// <summary>What of a job's processor time is spent beside decoding, resizing, inference and the store.</summary>
internal static class OverheadBenchmark
{
    private const int WarmUps = 2;

    /// <summary>The verb <c>overhead</c>.</summary>
    public static Command Command()
    {
        var width = new Option<double>("--width") { Description = "GhostNet's width multiplier.", DefaultValueFactory = _ => 1.0 };
        var count = new Option<int>("--images") { Description = "Images of a job.", DefaultValueFactory = _ => 10_000 };
        var rounds = new Option<int>("--rounds") { Description = "Jobs that are measured.", DefaultValueFactory = _ => 3 };
        var command = new Command("overhead", "The share of a job's processor time outside decode, resize, infer and store I/O.") { width, count, rounds };
        command.SetAction((parsed, _) => RunAsync(Console.Out, parsed.GetValue(width), parsed.GetValue(count), parsed.GetValue(rounds)));
        return command;
    }

    private static async Task RunAsync(TextWriter output, double width, int count, int rounds)
    {
        using var folder = new TemporaryFolder();
        var images = await ImageSets.OpenAsync(folder);
        var model = await GhostNetModel.MakeAsync(folder.Path, width, images.ClassList);
        var set = images.OfSize(count);
        await Conditions.TellAsync(
            output,
            images.Description,
            model.Description,
            Conditions.Line($"one worker process with {Environment.ProcessorCount} threads, a Redis and a folder as ledger; {WarmUps} jobs of {count} images first, then {rounds} that are measured; user and system time of the worker's process, which coordinates too"),
            "outside = what is not on the threads that decode, resize and infer, less what reading the same files by the same store takes alone: the pump, the silo, the coordinator, the ledger, the report, compiling, collecting");
        await using var worker = await LongLivedWorker.StartAsync(folder, Environment.ProcessorCount);
        List<double> shares = [];
        for (var job = 0; job < WarmUps + rounds; job++)
        {
            var cost = await worker.RunAsync(model, images, set);
            var reading = await StoreReading.MeasureAsync(set);
            var share = (cost.Outside - reading) / cost.All;
            await output.WriteLineAsync(Conditions.Line(
                $"job {job + 1}{(job < WarmUps ? ", to warm up" : "")}: {cost.All.TotalMilliseconds / count:F3} ms an image, of which {cost.Outside.TotalMilliseconds / count:F3} outside inference threads; reading alone {reading.TotalMilliseconds / count:F3}: {share:P2}"));
            if (job >= WarmUps)
            {
                shares.Add(share);
            }
        }

        await output.WriteLineAsync(Conditions.Line($"outside decode, resize, infer and store I/O: {Median.Of(shares):P2}, median of {rounds}; wanted below 2 %"));
    }
}
