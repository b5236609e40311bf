using GhostNet.Distributed.Shapes.Drawing;

namespace GhostNet.Distributed.Shapes.Tests.Drawing;

public class SplitMix64Tests
{
    [Fact]
    public void Streams_of_neighbouring_indices_are_not_shifts_of_each_other()
    {
        var first = Draw(new SplitMix64(1, 0));
        var second = Draw(new SplitMix64(1, 1));
        Assert.Empty(first.Intersect(second));

        static List<ulong> Draw(SplitMix64 random) => [.. Enumerable.Range(0, 100).Select(_ => random.Next())];
    }

    [Fact]
    public void Integers_reach_both_ends_and_nothing_else()
    {
        var random = new SplitMix64(1, 2);
        Assert.Equal([3, 4, 5], Enumerable.Range(0, 200).Select(_ => random.Between(3, 5)).Distinct().Order());
    }

    [Fact]
    public void Fractions_are_at_least_0_and_below_1_and_fill_every_tenth()
    {
        var random = new SplitMix64(1, 3);
        var tenths = Enumerable.Range(0, 1_000).Select(_ => (int)MathF.Floor(random.NextSingle() * 10)).Distinct().Order();
        Assert.Equal(Enumerable.Range(0, 10), tenths);
    }
}
