namespace GhostNet.Distributed.Reporting;

/// <summary>The shards of one host with one set of facts, as a row of the report.</summary>
internal sealed class HostFold(HostFacts host)
{
    private readonly BusyTime _busy = new();
    private readonly ThreadTimeFold _time = new(host);
    private Tally _tally;
    private StageTimes _stages;
    private int _shards;

    public void Add(ShardHeader header)
    {
        _shards++;
        _tally += header.Tally;
        _stages += header.Stages;
        _busy.Add(header.StartedAt, header.FinishedAt);
        _time.Add(header);
    }

    public ReportedHost ToReportedHost()
    {
        var busy = _busy.Total;
        return new ReportedHost(
            host,
            _shards,
            new SampleCounts(_tally.Samples, _tally.Scored, _tally.Failed),
            Rate.PerSecond(_tally.Samples, busy),
            Rate.Seconds(busy),
            new StageSeconds(Seconds(_stages.Fetch), Seconds(_stages.Decode), Seconds(_stages.Resize), Seconds(_stages.Infer)))
        {
            ThreadSeconds = _time.ToThreadSeconds(),
        };
    }

    private static double Seconds(long microseconds) => Math.Round(microseconds / 1e6, 3);
}
