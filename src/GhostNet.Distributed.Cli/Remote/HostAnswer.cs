using System.Collections.Immutable;

namespace GhostNet.Distributed.Cli.Remote;

/// <summary>A node of the cluster as <c>-o json</c> prints it. What the node tells of itself is null when it does not answer.</summary>
internal sealed record HostAnswer(
    string Name, HostState State, string? Architecture, string? Processor, int? Cores, int? Threads, int? BatchSize, string? Graph, string? OperatingSystem, string? Framework, string? OnnxRuntime, string? Product,
    ImmutableSortedDictionary<string, string> Labels, ImmutableArray<string> Models, int ShardsInWork, long Samples, double SamplesPerSecond, DateTimeOffset StartedAt, string? Waiting)
{
    /// <summary>The answer for a node.</summary>
    public static HostAnswer Of(HostStatus status)
    {
        var host = status.Host;
        return new(
            status.Name, status.State, host?.Architecture, host?.Processor, host?.Cores, host?.Threads, host?.BatchSize, host?.Graph, host?.OperatingSystem, host?.Framework, host?.OnnxRuntime, host?.Product,
            HostLabels.Of(status), status.Models, status.ShardsInWork, status.Samples, status.SamplesPerSecond, status.StartedAt.ToUniversalTime(), status.Waiting);
    }
}
