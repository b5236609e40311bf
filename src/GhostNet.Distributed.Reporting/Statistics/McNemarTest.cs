using System.Globalization;
using MathNet.Numerics.Distributions;

namespace GhostNet.Distributed.Reporting;

/// <summary>
/// McNemar's exact test of whether two classifiers, on the same samples, are right equally often: of the samples that one of them alone has right, each has them with
/// probability ½ if they are. Samples that both have right, or neither, say nothing.
/// </summary>
/// <remarks>
/// Q. McNemar, "Note on the sampling error of the difference between correlated proportions or percentages", Psychometrika 12 (1947), 153–157; in its exact form, the
/// two-sided binomial test. It needs no large counts, as the test with χ² does.
/// </remarks>
/// <param name="OnlyARight">Samples that the first has right and the second wrong: b of the textbooks.</param>
/// <param name="OnlyBRight">Samples that the second has right and the first wrong: c.</param>
/// <param name="PValue">Probability of a split at least as uneven, if both are right equally often, to eight digits; 1 when there is nothing to split.</param>
public sealed record McNemarTest(long OnlyARight, long OnlyBRight, double PValue)
{
    /// <summary>The test of two counts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative, or they are more than an <see cref="int"/> holds.</exception>
    public static McNemarTest Of(long onlyARight, long onlyBRight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyARight);
        ArgumentOutOfRangeException.ThrowIfNegative(onlyBRight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(onlyARight + onlyBRight, int.MaxValue);
        var fewer = Math.Min(onlyARight, onlyBRight);

        // Where both tails meet they would count the middle twice.
        return new McNemarTest(onlyARight, onlyBRight, onlyARight == onlyBRight ? 1 : Math.Min(1, Rounded(2 * Binomial.CDF(0.5, (int)(onlyARight + onlyBRight), fewer))));
    }

    // To eight digits, behind which are rounding errors that need not be the same on every processor.
    private static double Rounded(double p) => double.Parse(p.ToString("G8", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
