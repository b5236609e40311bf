using HdrHistogram;

namespace GhostNet.Distributed.Reporting;

/// <summary>Latencies of samples, in microseconds, in a histogram of fixed size: mean and maximum are exact, percentiles are within 0.1 %.</summary>
internal sealed class LatencyDistribution
{
    private const string Definition =
        "Per scored sample, from the start of its decode to the end of the inference call of its batch; waiting inside the batch is included, fetching the file is not. " +
        "Percentiles are read from a histogram with three significant digits.";

    private const int SignificantDigits = 3;

    // One hour: a sample that took longer is counted as an hour in the percentiles, and as what it took in mean and maximum.
    private const long Highest = 3_600_000_000;

    private readonly LongHistogram _histogram = new(Highest, SignificantDigits);
    private long _sum;
    private long _max;

    public void Add(long microseconds)
    {
        var latency = Math.Max(0, microseconds);
        _histogram.RecordValue(Math.Min(latency, Highest));
        _sum += latency;
        _max = Math.Max(_max, latency);
    }

    /// <summary>The figures in milliseconds; null when nothing was added.</summary>
    public Latency? ToLatency()
    {
        var count = _histogram.TotalCount;
        return count == 0
            ? null
            : new Latency(Milliseconds((double)_sum / count), Percentile(50), Percentile(90), Percentile(99), Milliseconds(_max), Definition);
    }

    // A bucket's value is its upper end, which may lie above the largest value in it.
    private double Percentile(double percentile) => Milliseconds(Math.Min(_max, _histogram.GetValueAtPercentile(percentile)));

    private static double Milliseconds(double microseconds) => Math.Round(microseconds / 1000, 3);
}
