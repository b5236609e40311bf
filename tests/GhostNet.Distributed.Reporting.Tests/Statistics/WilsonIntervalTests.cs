using CsCheck;

namespace GhostNet.Distributed.Reporting.Tests.Statistics;

public class WilsonIntervalTests
{
    // R. G. Newcombe, Statistics in Medicine 17 (1998), 857–872, table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void The_interval_is_the_published_one(long correct, long of, double low, double high)
    {
        var interval = WilsonInterval.Of(correct, of);
        Assert.Equal((low, high), (Math.Round(interval.Low, 4), Math.Round(interval.High, 4)));
    }

    [Fact]
    public void Without_observations_it_is_everything() => Assert.Equal(new WilsonInterval(0, 1), WilsonInterval.Of(0, 0));

    [Fact]
    public void It_contains_the_ratio_stays_in_0_to_1_and_mirrors() =>
        Gen.Select(Gen.Long[1, 10_000_000], Gen.Double[0, 1]).Sample((of, share) =>
        {
            var correct = (long)(share * of);
            var (low, high) = WilsonInterval.Of(correct, of);
            var (mirroredLow, mirroredHigh) = WilsonInterval.Of(of - correct, of);
            var p = (double)correct / of;
            return low >= 0 && low <= p && p <= high && high <= 1 && low < high && Math.Abs(low - (1 - mirroredHigh)) < 1e-12 && Math.Abs(high - (1 - mirroredLow)) < 1e-12;
        });

    [Theory]
    [InlineData(0, 7)]
    [InlineData(0, 50_000)]
    public void Its_ends_are_exact_when_nothing_or_everything_is_correct(long none, long of) =>
        Assert.Equal((0, 1), (WilsonInterval.Of(none, of).Low, WilsonInterval.Of(of, of).High));

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    public void Impossible_counts_are_refused(long correct, long of) => Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Of(correct, of));
}
