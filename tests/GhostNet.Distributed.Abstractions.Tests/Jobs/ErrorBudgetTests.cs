using System.Globalization;
using CsCheck;

namespace GhostNet.Distributed.Abstractions.Tests.Jobs;

public class ErrorBudgetTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("12")]
    [InlineData("9223372036854775807")]
    [InlineData("0%")]
    [InlineData("0.5%")]
    [InlineData("0.7%")]
    [InlineData("29%")]
    [InlineData("33.3333333333333%")]
    [InlineData("100%")]
    [InlineData("unlimited")]
    public void The_text_of_a_budget_is_the_text_it_was_read_from(string text) => Assert.Equal(text, ErrorBudget.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1,5%")]
    [InlineData("-1%")]
    [InlineData("100.1%")]
    [InlineData("%")]
    [InlineData("NaN%")]
    [InlineData("many")]
    [InlineData("9223372036854775808")]
    public void Text_that_is_no_budget_is_refused(string text) =>
        Assert.Equal($"'{text}' is not an error budget: expected a count such as 12, a share such as 0.5%, or unlimited.", Assert.Throws<FormatException>(() => ErrorBudget.Parse(text)).Message);

    [Theory]
    [InlineData("0", 0, 100, true)]
    [InlineData("0", 1, 100, false)]
    [InlineData("12", 12, 20, true)]
    [InlineData("12", 13, 20, false)]
    [InlineData("29%", 29, 100, true)]
    [InlineData("29%", 30, 100, false)]
    [InlineData("0.07%", 7, 10_000, true)]
    [InlineData("0.5%", 250, 50_000, true)]
    [InlineData("0.5%", 251, 50_000, false)]
    [InlineData("0.5%", 1, 199, false)]
    [InlineData("100%", 5, 5, true)]
    [InlineData("unlimited", 5, 5, true)]
    public void A_budget_allows_so_many_failures_and_no_more(string budget, long failed, long samples, bool allowed) =>
        Assert.Equal(allowed, ErrorBudget.Parse(budget).Allows(failed, samples));

    [Fact]
    public void Every_share_of_a_budget_reads_back_as_the_same_share() =>
        Gen.Double[0, 1].Sample(share => ErrorBudget.Parse(ErrorBudget.OfShare(share).ToString()) == ErrorBudget.OfShare(share));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void The_text_of_a_budget_does_not_depend_on_the_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            Assert.Equal("0.5%", ErrorBudget.Parse("0.5%").ToString());
            Assert.Equal(ErrorBudget.Unlimited, ErrorBudget.Parse("UNLIMITED"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_share_outside_0_to_1_is_refused(double share) => Assert.Throws<ArgumentOutOfRangeException>(() => ErrorBudget.OfShare(share));

    [Fact]
    public void A_negative_count_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => ErrorBudget.OfCount(-1));
}
