using CsCheck;

namespace GhostNet.Distributed.Reporting.Tests.Statistics;

public class BusyTimeTests
{
    private static readonly DateTimeOffset Origin = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nothing_is_no_time() => Assert.Equal(TimeSpan.Zero, new BusyTime().Total);

    [Fact]
    public void Time_that_several_intervals_cover_counts_once_and_gaps_do_not_count() =>
        Assert.Equal(TimeSpan.FromSeconds(10 + 2), Of((0, 5), (3, 8), (8, 10), (1, 2), (20, 22)));

    [Fact]
    public void An_interval_that_ends_before_it_starts_has_no_length() => Assert.Equal(TimeSpan.FromSeconds(1), Of((5, 3), (7, 7), (0, 1)));

    [Fact]
    public void Offsets_of_time_zones_do_not_matter()
    {
        var busy = new BusyTime();
        busy.Add(Origin, Origin.AddSeconds(2));
        busy.Add(Origin.ToOffset(TimeSpan.FromHours(9)), Origin.AddSeconds(1).ToOffset(TimeSpan.FromHours(-3)));
        Assert.Equal(TimeSpan.FromSeconds(2), busy.Total);
    }

    [Fact]
    public void The_total_can_be_asked_between_additions()
    {
        var busy = new BusyTime();
        busy.Add(Origin, Origin.AddSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), busy.Total);
        busy.Add(Origin.AddSeconds(1), Origin.AddSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), busy.Total);
    }

    [Fact]
    public void It_is_the_number_of_covered_seconds_whatever_the_order() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[0, 60]).Array[0, 30].Sample(intervals =>
        {
            var covered = Enumerable.Range(0, 60).Count(second => intervals.Any(i => i.Item1 <= second && second < i.Item2));
            return Of([.. intervals]) == TimeSpan.FromSeconds(covered) && Of([.. intervals.Reverse()]) == TimeSpan.FromSeconds(covered);
        });

    [Fact]
    public void Many_intervals_with_and_without_gaps_add_up()
    {
        var busy = new BusyTime();
        for (var i = 0; i < 20_000; i++)
        {
            busy.Add(Origin.AddSeconds(2 * i), Origin.AddSeconds((2 * i) + 1));
        }

        Assert.Equal(TimeSpan.FromSeconds(20_000), busy.Total);
        busy.Add(Origin, Origin.AddSeconds(40_000));
        Assert.Equal(TimeSpan.FromSeconds(40_000), busy.Total);
    }

    private static TimeSpan Of(params (int Start, int End)[] intervals)
    {
        var busy = new BusyTime();
        foreach (var (start, end) in intervals)
        {
            busy.Add(Origin.AddSeconds(start), Origin.AddSeconds(end));
        }

        return busy.Total;
    }
}
