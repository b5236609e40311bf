using System.CommandLine;
using GhostNet.Distributed.Benchmarks.Inputs;
using GhostNet.Distributed.Benchmarks.Measuring;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Benchmarks.Overhead;

/// <summary>What of a job's processor time is spent outside the threads that decode, resize and infer.</summary>
internal static class OverheadBenchmark
{
    private const string Inferring = "decode, resize, infer";

    /// <summary>The verb <c>overhead</c>.</summary>
    public static Command Command()
    {
        var width = new Option<double>("--width") { Description = "GhostNet's width multiplier.", DefaultValueFactory = _ => 1.0 };
        var small = new Option<int>("--small") { Description = "Images of the small run.", DefaultValueFactory = _ => 1000 };
        var large = new Option<int>("--images") { Description = "Images of the large run.", DefaultValueFactory = _ => 10_000 };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 1 };
        var command = new Command("overhead", "The share of a job's processor time outside decode, resize and infer.") { width, small, large, rounds };
        command.SetAction((parsed, _) => RunAsync(Console.Out, parsed.GetValue(width), parsed.GetValue(small), parsed.GetValue(large), parsed.GetValue(rounds)));
        return command;
    }

    private static async Task RunAsync(TextWriter output, double width, int small, int large, int rounds)
    {
        using var folder = new TemporaryFolder();
        var images = await ImageSets.OpenAsync(folder);
        var model = await GhostNetModel.MakeAsync(folder.Path, width, images.ClassList);
        await Conditions.TellAsync(
            output,
            images.Description,
            model.Description,
            Conditions.Line($"{rounds} rounds of embedded evaluate on {small} and on {large} images; whole processes, in ms of user and system time, by thread; a thread's last 50 ms are nobody's"),
            "outside = all that is not on the threads that decode, resize and infer: reading the files, the silo, the ledger, the report, compiling, collecting");
        List<(double Whole, double Marginal)> shares = [];
        for (var round = 0; round < rounds; round++)
        {
            var few = await RunOnceAsync(output, folder, model, images, small);
            var many = await RunOnceAsync(output, folder, model, images, large);
            shares.Add((many.Outside / many.All, (many.Outside - few.Outside) / (many.All - few.All)));
        }

        await output.WriteLineAsync(Conditions.Line($"outside: {Median.Of(shares.Select(s => s.Whole)):P2} of {large} images, {Median.Of(shares.Select(s => s.Marginal)):P2} of what they cost above {small}; wanted below 2 %"));
    }

    private static async Task<(TimeSpan Outside, TimeSpan All)> RunOnceAsync(TextWriter output, TemporaryFolder folder, GhostNetModel model, ImageSets images, int count)
    {
        var threads = new ThreadTimes();
        var run = folder["run"];
        var measured = await MeasuredProcess.RunGhostNetAsync([images.ArePhotographs ? "evaluate" : "predict", "--model", model.Path, "--images", images.OfSize(count), "--out", run], threads.Look);
        Directory.Delete(run, recursive: true);
        var groups = threads.By(name => InferenceThreads.Are(name, model) ? Inferring : name);
        var inside = groups.FirstOrDefault(group => group.Name == Inferring).Processor;
        var nobodys = measured.Processor - TimeSpan.FromTicks(groups.Sum(group => group.Processor.Ticks));
        await output.WriteLineAsync(Conditions.Line($"{count,7} images: {measured.Processor.TotalMilliseconds,8:F0} ms, of which {string.Join(", ", groups.Where(g => g.Processor.TotalMilliseconds >= 20).Select(g => Conditions.Line($"{g.Name} {g.Processor.TotalMilliseconds:F0}")))}; {nobodys.TotalMilliseconds:F0} nobody's"));
        return (measured.Processor - inside, measured.Processor);
    }
}
