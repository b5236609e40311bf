using System.CommandLine;
using GhostNet.Distributed.Benchmarks.Inputs;
using GhostNet.Distributed.Benchmarks.Measuring;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Benchmarks.Memory;

/// <summary>Whether a worker's memory stays as it is, however large the dataset.</summary>
internal static class MemoryBenchmark
{
    private const int ShardSize = 100;

    /// <summary>The verb <c>memory</c>.</summary>
    public static Command Command()
    {
        var width = new Option<double>("--width") { Description = "GhostNet's width multiplier; the small one is the quick one, and the weights are the only part of the memory that knows it.", DefaultValueFactory = _ => 0.5 };
        var first = new Option<int>("--first") { Description = "Images after which memory is looked at first.", DefaultValueFactory = _ => 1000 };
        var count = new Option<int>("--images") { Description = "Images after which it is looked at last.", DefaultValueFactory = _ => 20_000 };
        var sorted = new Option<bool>("--sorted") { Description = "Copies of a photograph one after the other, in class folders: the first images are then like each other and unlike the last, and what threads and reads keep grows with the largest yet." };
        var command = new Command("memory", "Resident memory of embedded evaluate after few and after many images.") { width, first, count, sorted };
        command.SetAction((parsed, _) => RunAsync(Console.Out, parsed.GetValue(width), parsed.GetValue(first), parsed.GetValue(count), parsed.GetValue(sorted)));
        return command;
    }

    private static async Task RunAsync(TextWriter output, double width, int first, int count, bool sorted)
    {
        using var folder = new TemporaryFolder();
        var images = await ImageSets.OpenAsync(folder);
        var model = await GhostNetModel.MakeAsync(folder.Path, width, images.ClassList);
        var (set, labels) = sorted ? (images.OfSize(count), null) : images.Mixed(count);
        await Conditions.TellAsync(
            output, images.Description, model.Description, Conditions.Line($"one process of embedded evaluate on {count} images, {(sorted ? "sorted by photograph" : "mixed")}, in shards of {ShardSize}; resident memory (VmRSS) every 50 ms beside the results in its ledger, peak by the kernel (VmHWM)"));

        List<(int Images, long Bytes)> seen = [];
        var run = folder["run"];
        var measured = await MeasuredProcess.RunGhostNetAsync(
            [
                images.ArePhotographs ? "evaluate" : "predict", "--model", model.Path, "--images", set, "--out", run,
                "--shard-size", Conditions.Line($"{ShardSize}"), .. labels is null ? Array.Empty<string>() : ["--labels", labels],
            ],
            process => seen.Add((ShardSize * Results(run), ProcessFacts.ResidentBytes(process))));

        // The median of a twentieth of the run after each: one look may meet a collection.
        foreach (var after in new[] { first, count / 4, count / 2, 3 * count / 4 })
        {
            await output.WriteLineAsync(Conditions.Line($"after {after,6} images: {At(after) / 1e6:F0} MB"));
        }

        var last = Median.Of(seen.Where(look => look.Images >= count - (count / 20) && look.Images < count).Select(look => (double)look.Bytes));
        await output.WriteLineAsync(Conditions.Line($"before the last of {count}: {last / 1e6:F0} MB, {(last / At(first)) - 1:+0.0%;-0.0%} against {first}; wanted within 5 %"));
        await output.WriteLineAsync(Conditions.Line($"peak: {measured.PeakBytes / 1e6:F0} MB, wanted below 400 MB"));

        double At(int after) => Median.Of(seen.Where(look => look.Images >= after && look.Images < after + (count / 20)).Select(look => (double)look.Bytes));
    }

    private static int Results(string run)
    {
        var jobs = Path.Combine(run, "ledger", "jobs");
        return Directory.Exists(jobs) ? Directory.EnumerateDirectories(jobs, "results", SearchOption.AllDirectories).Sum(results => Directory.EnumerateFiles(results).Count()) : 0;
    }
}
