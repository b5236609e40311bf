using System.Collections.Immutable;

namespace GhostNet.Distributed.Reporting;

/// <summary>The architectures of a job's hosts.</summary>
internal sealed class ArchitectureFolds
{
    private readonly SortedDictionary<string, ArchitectureFold> _architectures = new(StringComparer.Ordinal);

    public void Add(ShardHeader header)
    {
        if (!_architectures.TryGetValue(header.Host.Architecture, out var architecture))
        {
            _architectures.Add(header.Host.Architecture, architecture = new ArchitectureFold(header.Host.Architecture));
        }

        architecture.Add(header);
    }

    public ImmutableArray<ReportedArchitecture> ToRows() => [.. _architectures.Values.Select(a => a.ToReportedArchitecture())];
}
