using System.Text;
using System.Text.Json;

namespace GhostNet.Distributed.Abstractions.Tests.Shards;

public class ShardResultTests
{
    [Fact]
    public void A_result_reads_back_from_its_bytes()
    {
        var read = ShardResult.Parse(Samples.Result.ToBytes());
        Assert.Equal(Samples.Result.Header, read.Header);
        Assert.Equal(Samples.Result.ToBytes(), read.ToBytes());
        Assert.Equal(Samples.Result.Predictions.Select(p => (p.Sample, p.Label, p.Failure, p.LabelRank, p.LatencyMicroseconds)), read.Predictions.Select(p => (p.Sample, p.Label, p.Failure, p.LabelRank, p.LatencyMicroseconds)));
        Assert.Equal(Samples.Result.Predictions.SelectMany(p => p.Top), read.Predictions.SelectMany(p => p.Top));
    }

    [Fact]
    public void A_result_of_the_time_before_threads_told_what_they_wait_for_reads_without_it()
    {
        var old = Text().Replace(""","waits":{"since":"2024-01-02T03:04:03+00:00","fetch":5,"commit":6}""", "", StringComparison.Ordinal);
        Assert.NotEqual(Text(), old);
        Assert.Equal(Samples.Result.Header with { Waits = null }, ShardResult.Parse(Encoding.UTF8.GetBytes(old)).Header);
    }

    [Fact]
    public void The_content_is_a_line_for_the_header_and_a_line_a_sample() =>
        Assert.Equal(1 + Samples.Result.Predictions.Length, Text().Count(c => c == '\n'));

    [Fact]
    public void A_result_cut_off_anywhere_is_refused()
    {
        var bytes = Samples.Result.ToBytes();
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<JsonException>(() => ShardResult.Parse(bytes.AsSpan(0, length)));
        }
    }

    [Theory]
    [InlineData("\"schemaVersion\":1", "\"schemaVersion\":2", "version 2")]
    [InlineData("\"schemaVersion\":1,", "", "version 0")]
    [InlineData("\"scored\":2", "\"scored\":3", "Scored = 3")]
    [InlineData("\"labelRank\":0", "\"labelRank\":1", "Top1Correct = 0")]
    [InlineData("\"end\":7", "\"end\":8", "its header says 4")]
    [InlineData("\"Truncated\"", "\"Vanished\"", "failure")]
    [InlineData("\"sample\":\"b.jpg\"", "\"sample\":null", "sample")]
    [InlineData("\"top\":[]", "\"tip\":[]", "top")]
    [InlineData("\"name\":\"node-1\"", "\"name\":null", "name")]
    [InlineData("\"job\":\"a-job\"", "\"job\":\"A JOB\"", "job")]
    [InlineData("{\"schemaVersion\"", "[\"schemaVersion\"", "")]
    [InlineData("\"score\":12.5", "\"score\":1e400", "too large")]
    [InlineData("\"attempt\":2", "\"attempt\":2,\"attempt\":3", "attempt")]
    [InlineData(",\"detail\":\"ends early\"", "", "detail")]
    [InlineData("\"start\":4", "\"start\":8", "cannot be")]
    [InlineData("\"start\":4,", "", "start")]
    [InlineData("\"failed\":1,", "", "failed")]
    [InlineData("\"decode\":2,", "", "decode")]
    [InlineData("\"class\":3,", "", "class")]
    [InlineData("\"shard\":1", "\"shard\":-1", "cannot be")]
    public void A_result_that_was_changed_is_refused_with_what_is_wrong(string text, string changed, string fault)
    {
        var damaged = Text().Replace(text, changed, StringComparison.Ordinal);
        Assert.NotEqual(Text(), damaged);
        Assert.Contains(fault, Assert.Throws<JsonException>(() => ShardResult.Parse(Encoding.UTF8.GetBytes(damaged))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_that_is_there_twice_is_refused()
    {
        var lines = Text().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var doubled = string.Join('\n', [.. lines, lines[^1]]) + "\n";
        Assert.Contains("holds 4 predictions", Assert.Throws<JsonException>(() => ShardResult.Parse(Encoding.UTF8.GetBytes(doubled))).Message, StringComparison.Ordinal);
    }

    private static string Text() => Encoding.UTF8.GetString(Samples.Result.ToBytes());
}
