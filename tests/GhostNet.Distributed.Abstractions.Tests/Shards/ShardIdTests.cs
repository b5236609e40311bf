namespace GhostNet.Distributed.Abstractions.Tests.Shards;

public class ShardIdTests
{
    [Theory]
    [InlineData("000005", 5, 0, null)]
    [InlineData("1234567", 1_234_567, 0, null)]
    [InlineData("000005-2", 5, 2, null)]
    [InlineData("arm64/000005", 5, 0, "arm64")]
    [InlineData("x64/000001-3", 1, 3, "x64")]
    public void A_text_is_read_as_it_was_written(string text, int value, int piece, string? architecture)
    {
        Assert.True(ShardId.TryParse(text, out var shard));
        Assert.Equal((new ShardId(value, piece, architecture), text), (shard, shard.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("000005-")]
    [InlineData("000005-0")]
    [InlineData("000005-01")]
    [InlineData("000005-1-2")]
    [InlineData("/000005")]
    [InlineData("-00005")]
    [InlineData("00000x")]
    [InlineData("99999999999")]
    public void Any_other_text_is_no_shard(string text) => Assert.False(ShardId.TryParse(text, out _));

    [Fact]
    public void Pieces_are_numbered_as_in_a_heap()
    {
        var shard = new ShardId(7);
        Assert.Equal([1, 2, 3, 4, 5, 6], new[] { shard.Lower, shard.Upper, shard.Lower.Lower, shard.Lower.Upper, shard.Upper.Lower, shard.Upper.Upper }.Select(s => s.Piece));
    }

    [Fact]
    public void A_half_knows_what_it_is_a_half_of()
    {
        var shard = new ShardId(7).Upper;
        Assert.Equal([shard, shard, new ShardId(7), new ShardId(7)], [shard.Lower.Parent, shard.Upper.Parent, shard.Parent, shard.Parent.Parent]);
    }
}
