using System.Collections.Immutable;

namespace GhostNet.Distributed.Reporting;

/// <summary>The hosts of a job. A host that came back with other facts (more threads, a new version) is another row, since its figures are not comparable.</summary>
internal sealed class HostFolds
{
    private readonly Dictionary<HostFacts, HostFold> _hosts = [];

    public void Add(ShardHeader header)
    {
        if (!_hosts.TryGetValue(header.Host, out var host))
        {
            _hosts.Add(header.Host, host = new HostFold(header.Host));
        }

        host.Add(header);
    }

    // Every fact is a sort key, so that the order of two rows of one name does not depend on which one was seen first.
    public ImmutableArray<ReportedHost> ToRows() =>
    [
        .. _hosts
            .OrderBy(h => h.Key.Name, StringComparer.Ordinal)
            .ThenBy(h => h.Key.Architecture, StringComparer.Ordinal)
            .ThenBy(h => h.Key.Processor, StringComparer.Ordinal)
            .ThenBy(h => h.Key.Cores)
            .ThenBy(h => h.Key.Threads)
            .ThenBy(h => h.Key.BatchSize)
            .ThenBy(h => h.Key.OperatingSystem, StringComparer.Ordinal)
            .ThenBy(h => h.Key.Framework, StringComparer.Ordinal)
            .ThenBy(h => h.Key.OnnxRuntime, StringComparer.Ordinal)
            .ThenBy(h => h.Key.Product, StringComparer.Ordinal)
            .ThenBy(h => h.Key.Labels, StringComparer.Ordinal)
            .Select(h => h.Value.ToReportedHost()),
    ];

    public ReportEnvironment ToEnvironment() => new(
        Distinct(h => h.Product),
        Distinct(h => h.Framework),
        Distinct(h => h.OnnxRuntime),
        Distinct(h => h.OperatingSystem),
        Distinct(h => h.Architecture));

    private ImmutableArray<string> Distinct(Func<HostFacts, string> fact) => [.. _hosts.Keys.Select(fact).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
