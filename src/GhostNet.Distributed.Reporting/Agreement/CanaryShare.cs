namespace GhostNet.Distributed.Reporting;

/// <summary>What one architecture ran of the canary.</summary>
internal sealed class CanaryShare(string architecture)
{
    private readonly SortedSet<string> _hosts = new(StringComparer.Ordinal);
    private long _samples;

    public void Add(ShardHeader header)
    {
        _hosts.Add(header.Host.Name);
        _samples += header.Range.Count;
    }

    public ReportedCanary ToReportedCanary() => new(architecture, [.. _hosts], _samples);
}
