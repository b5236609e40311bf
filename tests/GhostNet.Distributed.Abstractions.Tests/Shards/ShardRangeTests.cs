namespace GhostNet.Distributed.Abstractions.Tests.Shards;

public class ShardRangeTests
{
    [Fact]
    public void A_range_is_half_open()
    {
        var range = new ShardRange(4, 8);
        Assert.Equal((4, "[4, 8)"), (range.Count, range.ToString()));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(3, 3)]
    [InlineData(3, 2)]
    public void An_empty_or_negative_range_is_refused(long start, long end) => Assert.Throws<ArgumentOutOfRangeException>(() => new ShardRange(start, end));

    [Theory]
    [InlineData(7, "000007")]
    [InlineData(1_234_567, "1234567")]
    public void Names_of_shards_sort_in_plan_order(int shard, string name) => Assert.Equal(name, new ShardId(shard).ToString());
}
