using System.CommandLine;
using GhostNet.Distributed.Benchmarks.Measuring;
using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Indexing;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Benchmarks.Indexing;

/// <summary>Indexing streams: a hundred times the images must not need a hundred times the memory.</summary>
internal static class IndexBenchmark
{
    private const int Classes = 1000;

    /// <summary>The verb <c>index</c>.</summary>
    public static Command Command()
    {
        var samples = new Option<int>("--samples") { DefaultValueFactory = _ => 1_000_000 };
        var once = new Option<bool>("--once") { Description = "One run, in this process." };
        var command = new Command("index", "Indexes a million samples; time and peak memory.") { samples, once };
        command.SetAction((parsed, _) => parsed.GetValue(once) ? IndexAsync(parsed.GetValue(samples)) : RunAsync(Console.Out, parsed.GetValue(samples)));
        return command;
    }

    private static async Task RunAsync(TextWriter output, int samples)
    {
        await Conditions.TellAsync(output, $"a store that lists names of {Classes} class folders, 8 folders at once; the manifest is written into a folder; a process a run; median of 3");
        foreach (var size in new[] { samples / 100, samples / 10, samples })
        {
            List<Measured> runs = [];
            for (var round = 0; round < 3; round++)
            {
                runs.Add(await MeasuredProcess.RunThisAsync(["index", "--once", "--samples", Conditions.Line($"{size}")]));
            }

            await output.WriteLineAsync(Conditions.Line(
                $"{size,9:N0} samples: {Median.Of(runs.Select(run => run.Processor.TotalSeconds)):F2} s of CPU, {Median.Of(runs.Select(run => run.Elapsed.TotalSeconds)):F2} s, peak {runs.Max(run => run.PeakBytes) / 1e6:F0} MB"));
        }
    }

    private static async Task IndexAsync(int samples)
    {
        using var folder = new TemporaryFolder();
        var indexed = await StoreIndex.WriteAsync(new MillionBlobs(samples, Classes), new FolderBlobStore(folder.Path), DatasetName.Parse("million"), new StoreIndexOptions { TemporaryFolder = folder.Path });
        Console.WriteLine(indexed.Header.Samples);
    }
}
