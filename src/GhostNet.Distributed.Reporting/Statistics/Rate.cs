namespace GhostNet.Distributed.Reporting;

/// <summary>Samples per second, rounded for a reader.</summary>
internal static class Rate
{
    /// <summary>Seconds to the millisecond.</summary>
    public static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);

    /// <summary>Samples per second to three decimals; 0 when no time passed, since JSON has no infinity and a clock may have been set back.</summary>
    public static double PerSecond(long samples, TimeSpan time) => time > TimeSpan.Zero ? Math.Round(samples / time.TotalSeconds, 3) : 0;
}
