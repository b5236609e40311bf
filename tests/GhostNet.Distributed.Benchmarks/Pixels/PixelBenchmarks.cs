using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Environments;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace GhostNet.Distributed.Benchmarks.Pixels;

/// <summary>The verb <c>pixels</c>: CPU time an image of every decoder and every resampling kernel of this machine.</summary>
internal static class PixelBenchmarks
{
    /// <summary>The verb <c>pixels</c>.</summary>
    public static Command Command()
    {
        var command = new Command("pixels", "Measures every decoder and every resampling kernel of this machine.");
        command.SetAction(_ => Run(Console.Out));
        return command;
    }

    private static void Run(TextWriter output)
    {
        // In this process and by the thread's CPU time: figures are for one image on one core, whatever else the machine does.
        var job = new Job("pixels")
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithClock(new ThreadCpuClock())
            .WithWarmupCount(3)
            .WithIterationCount(9)
            .WithIterationTime(Perfolizer.Horology.TimeInterval.FromMilliseconds(400));
        var config = ManualConfig.CreateEmpty().AddJob(job).AddLogger(ConsoleLogger.Default).AddColumnProvider(DefaultColumnProviders.Instance).WithOptions(ConfigOptions.JoinSummary);
        BenchmarkRunner.Run([typeof(DecodeBenchmark), typeof(ResampleBenchmark)], config);
        output.WriteLine($"CPU time of one thread an image; {PixelImages.Description}; recipe resize 256, crop 224; {HostEnvironmentInfo.GetInformation()}");
    }
}
