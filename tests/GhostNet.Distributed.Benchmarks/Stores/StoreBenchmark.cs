using System.CommandLine;
using System.Diagnostics;
using GhostNet.Distributed.Benchmarks.Inputs;
using GhostNet.Distributed.Benchmarks.Measuring;
using GhostNet.Distributed.Benchmarks.Overhead;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Benchmarks.Stores;

/// <summary>Whether a worker's processor is kept busy by each kind of store.</summary>
internal static class StoreBenchmark
{
    private const string Variable = "AZURE_STORAGE_CONNECTION_STRING";
    private const int ImagesPerShard = 500;

    // The worker has a processor to itself, and the emulator and this program the other one.
    private static readonly string[] OnFirst = ["taskset", "-c", "0"];

    /// <summary>The verb <c>store</c>.</summary>
    public static Command Command()
    {
        var width = new Option<double>("--width") { Description = "GhostNet's width multiplier.", DefaultValueFactory = _ => 1.0 };
        var count = new Option<int>("--images") { DefaultValueFactory = _ => 2000 };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3 };
        var command = new Command("store", "A folder, single blobs and tar shards: images/s, and how busy the worker's processor is with inference.") { width, count, rounds };
        command.SetAction((parsed, _) => RunAsync(Console.Out, parsed.GetValue(width), parsed.GetValue(count), parsed.GetValue(rounds)));
        return command;
    }

    private static async Task RunAsync(TextWriter output, double width, int count, int rounds)
    {
        if (Environment.ProcessorCount < 2 || !File.Exists(Path.Combine(Repository.Root, "tests", "azurite", "node_modules", ".package-lock.json")))
        {
            await output.WriteLineAsync("skipped: needs two processors, and Azurite (npm ci --ignore-scripts in tests/azurite)");
            return;
        }

        using var folder = new TemporaryFolder();
        var images = await ImageSets.OpenAsync(folder);
        var model = await GhostNetModel.MakeAsync(folder.Path, width, images.ClassList);
        await MeasuredProcess.RunAsync(MeasuredProcess.Start(["taskset", "-acp", "1", Conditions.Line($"{Environment.ProcessId}")]));
        await using var emulator = new AzuriteServer();
        await emulator.InitializeAsync();
        Dictionary<string, string> environment = new() { [Variable] = emulator.ConnectionString };
        (string Name, string Location)[] stores = [("folder", images.OfSize(count)), ("single blobs", "azure:single/images"), ("tar shards", "azure:shards/images")];
        var clock = Stopwatch.StartNew();
        await MeasuredProcess.RunGhostNetAsync(["dataset", "push", stores[0].Location, stores[1].Location, .. Labels(images)], environment: environment);
        await MeasuredProcess.RunGhostNetAsync(["dataset", "push", stores[0].Location, stores[2].Location, "--tar", Conditions.Line($"{ImagesPerShard}"), .. Labels(images)], environment: environment);
        await Conditions.TellAsync(
            output,
            images.Description,
            model.Description,
            Conditions.Line($"{count} images a run, {rounds} rounds, stores in turn; one inference thread, the process pinned to processor 0; Azurite (memory) and this program on processor 1; pushed in {clock.Elapsed.TotalSeconds:F0} s, tar shards of {ImagesPerShard}"),
            "busy = share of the job's seconds (first sample asked for to last prediction) in which the inference thread had work: on its processor, or waiting for it because somebody else had it",
            "on it = the part of that on the processor; on a machine that does nothing else, the same");

        var runs = stores.ToDictionary(store => store.Name, _ => new List<(double PerSecond, double Cpu, double Busy, double OnIt)>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, location) in stores)
            {
                runs[name].Add(await RunOnceAsync(folder["run"], model, images, location, count, environment));
            }
        }

        await output.WriteLineAsync("                images/s   CPU ms/image (whole)   busy   on it");
        foreach (var (name, measured) in runs)
        {
            await output.WriteLineAsync(Conditions.Line($"{name,-14}{Median.Of(measured.Select(m => m.PerSecond)),10:F0}{Median.Of(measured.Select(m => m.Cpu)),17:F2}{Median.Of(measured.Select(m => m.Busy)),13:P1}{Median.Of(measured.Select(m => m.OnIt)),8:P1}"));
        }

        await output.WriteLineAsync("wanted: tar shards above 90 % busy");
    }

    private static async Task<(double PerSecond, double Cpu, double Busy, double OnIt)> RunOnceAsync(
        string run, GhostNetModel model, ImageSets images, string location, int count, Dictionary<string, string> environment)
    {
        var threads = new ThreadTimes();
        var measured = await MeasuredProcess.RunGhostNetAsync(
            [images.ArePhotographs ? "evaluate" : "predict", "--model", model.Path, "--images", location, "--out", run, "--threads", "1"], threads.Look, environment, OnFirst);
        var report = await EvaluatedRun.ReadAsync(run);
        Directory.Delete(run, recursive: true);
        var inference = threads.By(name => InferenceThreads.Are(name, model) ? "" : name).First(group => group.Name.Length == 0);
        var seconds = report.Seconds;
        return (count / seconds, measured.Processor.TotalMilliseconds / count, (inference.Processor + inference.Waited).TotalSeconds / seconds, inference.Processor.TotalSeconds / seconds);
    }

    private static string[] Labels(ImageSets images) => images.ClassList is { } list ? ["--classes", list] : [];
}
