using CsCheck;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Ranking;
using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Inference.Tests.Ranking;

public sealed class TopKTests
{
    private static readonly ModelOutput Logits = new() { Name = "scores", Width = 4 };

    [Fact]
    public void Best_come_first_and_of_equals_the_lower_class()
    {
        Assert.True(TopK.TrySelect([1, 5, 5, 2, 5, -1], 4, Logits, out var top, out _));

        Assert.Equal([(1, 5f), (2, 5f), (4, 5f), (3, 2f)], top.Select(t => (t.Class, t.Score)));
    }

    [Fact]
    public void Selection_is_the_head_of_a_stable_sort() =>
        Gen.Select(Gen.Int[-5, 5].Select(i => (float)i).Array[1, 60], Gen.Int[1, 12]).Sample((scores, k) =>
        {
            Assert.True(TopK.TrySelect(scores, k, Logits, out var top, out _));
            var expected = scores.Select((score, index) => (index, score)).OrderByDescending(s => s.score).ThenBy(s => s.index).Take(k);
            Assert.Equal(expected, top.Select(t => (t.Class, t.Score)));
        });

    [Fact]
    public void Fewer_columns_than_asked_for_are_all_given()
    {
        Assert.True(TopK.TrySelect([3, 4], 5, Logits, out var top, out _));

        Assert.Equal([1, 0], top.Select(t => t.Class));
    }

    [Fact]
    public void Probabilities_of_logits_are_the_softmax_over_all_columns_even_of_huge_ones()
    {
        Assert.True(TopK.TrySelect([1000, 999, 998], 2, Logits, out var top, out _));

        var total = 1 + Math.Exp(-1) + Math.Exp(-2);
        Assert.Equal(1 / total, top[0].Probability, 12);
        Assert.Equal(Math.Exp(-1) / total, top[1].Probability, 12);
    }

    [Fact]
    public void Probabilities_of_a_softmax_output_are_the_scores()
    {
        Assert.True(TopK.TrySelect([0.25f, 0.75f], 1, Logits with { Value = OutputValue.Probability }, out var top, out _));

        Assert.Equal(new ScoredClass(1, 0.75f, 0.75), Assert.Single(top));
    }

    [Fact]
    public void Classes_are_counted_from_behind_the_background_column()
    {
        Assert.True(TopK.TrySelect([3, 1, 2], 3, Logits with { FirstClass = 1 }, out var top, out _));

        Assert.Equal([-1, 1, 0], top.Select(t => t.Class));
    }

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.PositiveInfinity, "Infinity")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void A_score_that_is_no_number_is_a_fault_that_names_the_column(float score, string name)
    {
        Assert.False(TopK.TrySelect([1, 2, score, 4], 2, Logits, out var top, out var fault));

        Assert.Empty(top);
        Assert.Equal(new ImageFault(ImageFaultKind.NonFiniteOutput, $"the model's output 2 of 4 is {name}"), fault);
    }
}
