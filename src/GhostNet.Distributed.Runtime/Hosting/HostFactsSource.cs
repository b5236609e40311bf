using System.Runtime.InteropServices;
using GhostNet.Distributed.Runtime.Pump;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace GhostNet.Distributed.Runtime.Hosting;

/// <summary>What this process says of itself in every result it commits.</summary>
internal sealed class HostFactsSource(IOptions<SiloOptions> silo, IOptions<WorkerOptions> worker, NodeLabels labels)
{
    private static readonly string Processor = FindProcessor();

    /// <summary>The facts, for a model that takes so many images at once.</summary>
    public HostFacts Facts(int batchSize) => new()
    {
        Name = silo.Value.SiloName,
        Architecture = NodeLabels.Architecture,
        Processor = Processor,
        Cores = Environment.ProcessorCount,
        Threads = worker.Value.Threads,
        BatchSize = batchSize,
        OperatingSystem = RuntimeInformation.OSDescription,
        Framework = RuntimeInformation.FrameworkDescription,
        OnnxRuntime = Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetVersionString(),
        Product = typeof(HostFactsSource).Assembly.GetName().Version!.ToString(3),
        Labels = labels.ToString(),
    };

    private static string FindProcessor()
    {
        const string CpuInfo = "/proc/cpuinfo";
        if (File.Exists(CpuInfo))
        {
            // x86 has "model name"; ARM kernels give "Model" (the board) or only numbers.
            var lines = File.ReadAllLines(CpuInfo);
            foreach (var key in (string[])["model name", "Model", "CPU part"])
            {
                if (lines.FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal) && l.Contains(':', StringComparison.Ordinal)) is { } line)
                {
                    return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
                }
            }
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
    }
}
