using CsCheck;

namespace GhostNet.Distributed.Reporting.Tests.Time;

/// <summary>Where a host's thread time went, as its results tell it.</summary>
public class ThreadTimeTests
{
    private static readonly DateTimeOffset Start = Ledgers.Start;

    [Fact]
    public void What_threads_neither_worked_nor_waited_for_a_cause_is_idle()
    {
        // Four threads for ten seconds.
        var host = Assert.Single(Ledgers.Report(Told(0, 0, 10, new StageTimes(99_000_000, 5_000_000, 2_000_000, 20_000_000), fetch: 6_000_000, commit: 1_000_000)).Hosts);
        Assert.Equal(new ThreadSeconds(40, 6, 5, 2, 20, 1, 6), host.ThreadSeconds);
    }

    [Fact]
    public void Time_between_two_shards_of_a_process_is_thread_time_and_time_without_a_process_is_not()
    {
        var report = Ledgers.Report(
            Told(0, 0, 10, default, fetch: 1_000_000),
            // Leased at once but begun at 15: the five seconds between are covered by what this result says of the time since the one before.
            Told(1, 15, 20, default, since: 10, fetch: 2_000_000),
            // Another process of the same host begins anew.
            Told(2, 100, 110, default, since: 100));
        Assert.Equal(new ThreadSeconds(4 * 30, 3, 0, 0, 0, 0, 117), Assert.Single(report.Hosts).ThreadSeconds);
    }

    [Fact]
    public void Shards_that_were_in_work_at_once_share_one_span()
    {
        var report = Ledgers.Report(Told(0, 0, 10, default), Told(1, 1, 11, default, since: 10), Told(2, 2, 12, default, since: 11));
        Assert.Equal(48, Assert.Single(report.Hosts).ThreadSeconds!.Total);
    }

    [Fact]
    public void A_host_with_a_result_that_does_not_tell_it_has_no_thread_time_and_a_job_of_such_hosts_no_conclusion()
    {
        var untold = Told(1, 10, 20, default).With(h => h with { Waits = null });
        var report = Ledgers.Report(Told(0, 0, 10, default), untold, Told(2, 0, 10, default).With(h => h with { Host = Ledgers.Cloud }));
        Assert.Equal([false, true], report.Hosts.Select(h => h.ThreadSeconds is null));
        Assert.Equal(report.Hosts[0].ThreadSeconds, report.Time!.ThreadSeconds);
        Assert.Null(Ledgers.Report(untold).Time);
        Assert.Null(Ledgers.Report([]).Time);
    }

    [Fact]
    public void The_job_has_the_sum_of_its_hosts()
    {
        var report = Ledgers.Report(Ledgers.Results);
        Assert.Equal(report.Hosts.Sum(h => h.ThreadSeconds!.Total), report.Time!.ThreadSeconds.Total, 6);
        Assert.Equal(report.Hosts.Sum(h => h.ThreadSeconds!.Infer), report.Time.ThreadSeconds.Infer, 6);
    }

    [Fact]
    public void The_six_parts_add_up_to_the_whole_and_none_is_negative_whatever_the_ledger_says() =>
        Gen.Select(Gen.Long[-5_000_000, 50_000_000].Array[5], Gen.Double[-20, 20], Gen.Double[-20, 20]).Sample((times, since, end) =>
        {
            var seconds = Assert.Single(Ledgers.Report(Told(0, 0, end, new StageTimes(0, times[0], times[1], times[2]), since, times[3], times[4])).Hosts).ThreadSeconds!;
            var parts = Enum.GetValues<TimePart>();
            return parts.All(part => seconds.Of(part) >= 0) && Math.Abs(parts.Sum(seconds.Of) - seconds.Total) < 1e-6 && (seconds.Total == 0 || Math.Abs(parts.Sum(seconds.ShareOf) - 1) < 1e-9);
        });

    private static ShardResult Told(int shard, double from, double to, StageTimes stages, double? since = null, long fetch = 0, long commit = 0) =>
        Ledgers.Shard(shard, Ledgers.Edge, from, to).With(h => h with { Stages = stages, Waits = new ThreadWaits(Start.AddSeconds(since ?? from), fetch, commit) });
}
