using System.Numerics;
using CsCheck;

namespace GhostNet.Distributed.Reporting.Tests.Statistics;

public class McNemarTestTests
{
    // The two-sided binomial test of R: binom.test(b, b + c)$p.value.
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(5, 0, 0.0625)]
    [InlineData(10, 2, 0.03857421875)]
    [InlineData(7, 7, 1)]
    public void The_p_value_is_that_of_the_exact_test(long b, long c, double p)
    {
        Assert.Equal(p, McNemarTest.Of(b, c).PValue, 1e-8);
        Assert.Equal(p, McNemarTest.Of(c, b).PValue, 1e-8);
    }

    [Fact]
    public void It_is_what_whole_numbers_add_up_to() => Gen.Select(Gen.Int[0, 600], Gen.Int[0, 600]).Sample((b, c) =>
    {
        var exact = Exact(b, c);
        return Math.Abs(McNemarTest.Of(b, c).PValue - exact) <= 1e-7 * exact;
    });

    [Theory]
    [InlineData(24_800, 25_200)]
    [InlineData(249_000, 251_000)]
    public void It_holds_for_the_counts_of_whole_datasets(int b, int c)
    {
        // The normal approximation with continuity correction is good to a few thousandths here.
        var z = (Math.Abs(b - c) - 1) / Math.Sqrt(b + c);
        var normal = 2 * (1 - MathNet.Numerics.Distributions.Normal.CDF(0, 1, z));
        Assert.Equal(normal, McNemarTest.Of(b, c).PValue, 0.001);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(int.MaxValue, 1)]
    public void Impossible_counts_are_refused(long b, long c) => Assert.Throws<ArgumentOutOfRangeException>(() => McNemarTest.Of(b, c));

    private static double Exact(int b, int c)
    {
        var n = b + c;
        var (term, sum) = (BigInteger.One, BigInteger.Zero);
        for (var k = 0; k <= Math.Min(b, c); k++)
        {
            sum += term;
            term = term * (n - k) / (k + 1);
        }

        return b == c ? 1 : Math.Min(1, Math.Exp(BigInteger.Log(2 * sum) - (n * Math.Log(2))));
    }
}
