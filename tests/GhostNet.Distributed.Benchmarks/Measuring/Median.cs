namespace GhostNet.Distributed.Benchmarks.Measuring;

/// <summary>The middle of several runs, which a disturbance of one does not move.</summary>
internal static class Median
{
    /// <summary>The middle value; between the two middle ones of an even number.</summary>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
