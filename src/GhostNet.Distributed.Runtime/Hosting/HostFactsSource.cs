using System.Runtime.InteropServices;
using GhostNet.Distributed.Runtime.Pump;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace GhostNet.Distributed.Runtime.Hosting;

/// <summary>What this process says of itself in every result it commits.</summary>
internal sealed class HostFactsSource(IOptions<SiloOptions> silo, IOptions<WorkerOptions> worker, NodeLabels labels)
{
    /// <summary>The processor's model name, as the operating system tells it.</summary>
    public static string Processor { get; } = FindProcessor();

    /// <summary>The facts, for a model that takes so many images at once and has a graph for such a processor; null when none is loaded.</summary>
    public HostFacts Facts(int batchSize, string? graph = null) => new()
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
        Graph = graph,
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
