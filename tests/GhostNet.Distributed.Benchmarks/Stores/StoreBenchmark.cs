using System.CommandLine;
using System.Diagnostics;
using GhostNet.Distributed.Benchmarks.Clusters;
using GhostNet.Distributed.Benchmarks.Inputs;
using GhostNet.Distributed.Benchmarks.Measuring;
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
            Conditions.Line($"a worker process with one inference thread, pinned to processor 0; Azurite (memory), Redis and this program on processor 1; jobs of {count} images, the stores in turn: one each to warm up, then {rounds} each; pushed in {clock.Elapsed.TotalSeconds:F0} s, tar shards of {ImagesPerShard}"),
            "busy = share of the job's seconds (first sample asked for to last prediction) in which the inference thread had work: on its processor, or waiting for it because somebody else had it",
            "on it = the part of that on the processor");

        await using var worker = await LongLivedWorker.StartAsync(folder, threads: 1, environment, OnFirst);
        var runs = stores.ToDictionary(store => store.Name, _ => new List<(double PerSecond, double Cpu, double Busy, double OnIt)>());
        for (var round = 0; round < 1 + rounds; round++)
        {
            foreach (var (name, location) in stores)
            {
                var job = await worker.RunAsync(model, images, location);
                if (round > 0)
                {
                    runs[name].Add((count / job.Seconds, job.All.TotalMilliseconds / count, (job.Inference + job.InferenceWaited).TotalSeconds / job.Seconds, job.Inference.TotalSeconds / job.Seconds));
                }
            }
        }

        await output.WriteLineAsync("                images/s   CPU ms/image           busy   on it");
        foreach (var (name, measured) in runs)
        {
            await output.WriteLineAsync(Conditions.Line($"{name,-14}{Median.Of(measured.Select(m => m.PerSecond)),10:F0}{Median.Of(measured.Select(m => m.Cpu)),17:F2}{Median.Of(measured.Select(m => m.Busy)),13:P1}{Median.Of(measured.Select(m => m.OnIt)),8:P1}"));
        }

        await output.WriteLineAsync("wanted: tar shards above 90 %");
    }

    private static string[] Labels(ImageSets images) => images.ClassList is { } list ? ["--classes", list] : [];
}
