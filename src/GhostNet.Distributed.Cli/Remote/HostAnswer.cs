using System.Collections.Immutable;

namespace GhostNet.Distributed.Cli.Remote;

/// <summary>A node of the cluster as <c>-o json</c> prints it.</summary>
internal sealed record HostAnswer(
    string Name, string Architecture, string Processor, int Cores, int Threads, int BatchSize, string OperatingSystem, string Framework, string OnnxRuntime, string Product,
    ImmutableArray<string> Models, int ShardsInWork, long Samples, DateTimeOffset StartedAt)
{
    /// <summary>The answer for a node.</summary>
    public static HostAnswer Of(HostStatus status)
    {
        var host = status.Host!;
        return new(
            host.Name, host.Architecture, host.Processor, host.Cores, host.Threads, host.BatchSize, host.OperatingSystem, host.Framework, host.OnnxRuntime, host.Product,
            status.Models, status.ShardsInWork, status.Samples, status.StartedAt);
    }
}
