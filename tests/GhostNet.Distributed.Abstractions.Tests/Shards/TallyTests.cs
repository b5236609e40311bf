using CsCheck;

namespace GhostNet.Distributed.Abstractions.Tests.Shards;

public class TallyTests
{
    private static readonly Gen<Tally> Tallies = Gen.Select(Gen.Long[0, 1L << 40], Gen.Long[0, 1L << 40], Gen.Long[0, 1L << 40], Gen.Long[0, 1L << 40], (a, b, c, d) => new Tally(a, b, c, d));

    [Fact]
    public void Addition_is_commutative() => Gen.Select(Tallies, Tallies).Sample((a, b) => a + b == b + a);

    [Fact]
    public void Addition_is_associative() => Gen.Select(Tallies, Tallies, Tallies).Sample((a, b, c) => (a + b) + c == a + (b + c));

    [Fact]
    public void The_empty_tally_adds_nothing() => Tallies.Sample(a => a + default(Tally) == a && a.Add(default) == a);

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(5, 0, 0)]
    [InlineData(null, 0, 0)]
    public void A_scored_sample_counts_by_the_rank_of_its_label(int? rank, long top1, long top5)
    {
        var prediction = new Prediction { Sample = "a", Label = 3, Top = [new(3, 1, 1)], LabelRank = rank };
        Assert.Equal(new Tally(1, 0, top1, top5), Tally.Of(prediction));
    }

    [Fact]
    public void A_failed_sample_counts_as_failed_and_nothing_else() =>
        Assert.Equal(new Tally(0, 1, 0, 0), Tally.Of(new Prediction { Sample = "a", Failure = new Failure(FailureKind.Empty, ""), LabelRank = 0 }));
}
