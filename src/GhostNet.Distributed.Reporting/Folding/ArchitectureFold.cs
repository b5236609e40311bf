namespace GhostNet.Distributed.Reporting;

/// <summary>The shards of all hosts of one architecture, as a row of the report.</summary>
internal sealed class ArchitectureFold(string architecture)
{
    private readonly HashSet<string> _hosts = new(StringComparer.Ordinal);
    private readonly BusyTime _busy = new();
    private Tally _tally;
    private int _shards;

    public void Add(ShardHeader header)
    {
        _hosts.Add(header.Host.Name);
        _shards++;
        _tally += header.Tally;
        _busy.Add(header.StartedAt, header.FinishedAt);
    }

    public ReportedArchitecture ToReportedArchitecture()
    {
        var busy = _busy.Total;
        return new ReportedArchitecture(
            architecture, _hosts.Count, _shards, new SampleCounts(_tally.Samples, _tally.Scored, _tally.Failed), Rate.PerSecond(_tally.Samples, busy), Rate.Seconds(busy));
    }
}
