namespace GhostNet.Distributed.Reporting;

/// <summary>
/// The 95 % Wilson score interval of a proportion, without continuity correction. Unlike the textbook interval p ± z·√(p(1 − p)/n) it stays inside 0…1 and is
/// not empty when nothing, or everything, was correct.
/// </summary>
/// <remarks>
/// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American Statistical Association 22 (1927), 209–212,
/// doi:10.1080/01621459.1927.10502953; method 3 of R. G. Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven methods",
/// Statistics in Medicine 17 (1998), 857–872.
/// </remarks>
/// <param name="Low">Lower end, 0…1.</param>
/// <param name="High">Upper end, 0…1.</param>
public readonly record struct WilsonInterval(double Low, double High)
{
    /// <summary>The 97.5 % quantile of the standard normal distribution: 95 % lie within ± this.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>The interval of <paramref name="correct"/> out of <paramref name="of"/>; 0…1 when nothing was observed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or more are correct than were observed.</exception>
    public static WilsonInterval Of(long correct, long of)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(correct);
        ArgumentOutOfRangeException.ThrowIfLessThan(of, correct);
        if (of == 0)
        {
            return new WilsonInterval(0, 1);
        }

        var n = (double)of;
        var p = correct / n;
        var scale = 1 + (Z * Z / n);
        var centre = (p + (Z * Z / (2 * n))) / scale;
        var half = Z * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n))) / scale;

        // The ends at 0 and 1 are exact on paper; rounding errors of the subtraction would leave them at 1e-17.
        return new WilsonInterval(correct == 0 ? 0 : Math.Max(0, centre - half), correct == of ? 1 : Math.Min(1, centre + half));
    }

    /// <summary>The ratio of two counts with its interval, to six decimals, as reports show it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or more are correct than were observed.</exception>
    internal static Accuracy AccuracyOf(long correct, long of)
    {
        var interval = Of(correct, of);
        return new Accuracy(correct, of, Rounded(of == 0 ? 0 : (double)correct / of), Rounded(interval.Low), Rounded(interval.High));
    }

    private static double Rounded(double value) => Math.Round(value, 6);
}
