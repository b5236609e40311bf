using System.Text;
using System.Text.Json;

namespace GhostNet.Distributed.Abstractions.Tests.Shards;

public class ShardSplitTests
{
    private static readonly ShardSplit Split = new()
    {
        Job = JobId.Parse("a-job"),
        Shard = 5,
        Piece = 2,
        Range = new ShardRange(10, 20),
        Reason = "it killed its worker twice",
        At = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };

    [Fact]
    public void A_marker_is_read_as_it_was_written() => Assert.Equal(Split, ShardSplit.TryParse(Split.ToBytes()));

    [Fact]
    public void A_result_is_no_marker() => Assert.Null(ShardSplit.TryParse(Samples.Result.ToBytes()));

    [Fact]
    public void What_has_no_line_is_no_marker() => Assert.Null(ShardSplit.TryParse("{\"kind\":\"split\"}"u8));

    [Fact]
    public void A_marker_of_another_version_is_refused()
    {
        var e = Assert.Throws<JsonException>(() => ShardSplit.TryParse((Split with { SchemaVersion = 2 }).ToBytes()));
        Assert.Contains("schema version 2", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"kind\":\"\\ud800\"}\n")]
    [InlineData("{\"\\udc00\":1}\n")]
    public void What_is_no_Unicode_is_no_marker(string text) => Assert.Null(ShardSplit.TryParse(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("\"kind\":\"split\"", "\"kind\":\"split\",\"kind\":\"result\"")]
    [InlineData("\"range\":{\"start\":10", "\"range\":{\"start\":30")]
    [InlineData("\"piece\":2", "\"piece\":-2")]
    public void A_marker_that_says_two_things_or_what_cannot_be_is_refused(string text, string changed)
    {
        var damaged = Encoding.UTF8.GetString(Split.ToBytes()).Replace(text, changed, StringComparison.Ordinal);
        Assert.NotEqual(Encoding.UTF8.GetString(Split.ToBytes()), damaged);
        Assert.Throws<JsonException>(() => ShardSplit.TryParse(Encoding.UTF8.GetBytes(damaged)));
    }

    [Fact]
    public void A_marker_is_refused_where_a_result_is_expected() => Assert.Throws<JsonException>(() => ShardResult.Parse(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Split.ToBytes()))));
}
