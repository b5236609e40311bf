namespace GhostNet.Distributed.Reporting;

/// <summary>Where the time of one host's threads went, from the results that it committed.</summary>
internal sealed class ThreadTimeFold(HostFacts host)
{
    private readonly BusyTime _span = new();
    private StageTimes _stages;
    private long _fetch;
    private long _commit;
    private bool _isUntold;

    public void Add(ShardHeader header)
    {
        if (header.Waits is not { } waits)
        {
            _isUntold = true;
            return;
        }

        // A result covers the time since the one before it, so that all of a process's results cover its work without the pauses in which there was no process.
        _span.Add(waits.Since < header.StartedAt ? waits.Since : header.StartedAt, header.FinishedAt);
        _stages += header.Stages;
        _fetch += waits.Fetch;
        _commit += waits.Commit;
    }

    /// <summary>The parts in milliseconds, made to add up; null when a result does not tell what its threads waited for.</summary>
    public ThreadSeconds? ToThreadSeconds()
    {
        if (_isUntold)
        {
            return null;
        }

        long[] parts = [Milliseconds(_fetch), Milliseconds(_stages.Decode), Milliseconds(_stages.Resize), Milliseconds(_stages.Infer), Milliseconds(_commit)];

        // Clocks are read one after the other, and may be set: what is known to have passed did pass.
        var known = parts.Sum();
        var total = Math.Max(known, (long)Math.Round(host.Threads * _span.Total.TotalMilliseconds));
        return new ThreadSeconds(Seconds(total), Seconds(parts[0]), Seconds(parts[1]), Seconds(parts[2]), Seconds(parts[3]), Seconds(parts[4]), Seconds(total - known));
    }

    private static long Milliseconds(long microseconds) => Math.Max(0, (long)Math.Round(microseconds / 1e3));

    private static double Seconds(long milliseconds) => milliseconds / 1e3;
}
