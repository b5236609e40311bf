using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GhostNet.Distributed.Reporting.Tests.Predictions;

public class PredictionsFileTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public async Task The_lines_are_the_golden_file_under_every_culture(string culture)
    {
        using var _ = new UnderCulture(culture);
        Golden.Equal("predictions.jsonl", await WriteAsync([.. Ledgers.Predictions, Ledgers.Scored("unlabelled/日本 🦈.jpg", null, 7, -1, 2)], ClassLabels.Of(JsonNode.Parse(Ledgers.Card))));
    }

    [Fact]
    public async Task Without_labels_no_class_has_a_name() =>
        Assert.Equal(
            """{"sample":"n01/a_1.jpg","label":0,"top":[{"class":0,"score":9.5,"probability":0.75},{"class":1,"score":8.5,"probability":0.375},{"class":2,"score":7.5,"probability":0.25}]}""" + "\n",
            await WriteAsync([Ledgers.Predictions[0]], ClassLabels.None));

    [Fact]
    public async Task No_predictions_are_an_empty_file() => Assert.Equal("", await WriteAsync([], ClassLabels.None));

    [Fact]
    public async Task What_was_written_reads_back_with_the_same_digest_and_tally()
    {
        var read = await ReadAsync(await WriteAsync(Ledgers.Predictions, ClassLabels.None));
        Assert.Equal(DigestOf(Ledgers.Predictions), DigestOf(read));
        Assert.Equal(Ledgers.Predictions.Select(Tally.Of), read.Select(Tally.Of));
        Assert.Equal(Ledgers.Predictions.SelectMany(p => p.Top), read.SelectMany(p => p.Top));
        Assert.Equal(Ledgers.Predictions.Select(p => p.Failure), read.Select(p => p.Failure));
    }

    [Fact]
    public async Task Every_kind_of_failure_reads_back()
    {
        var failures = Enum.GetValues<FailureKind>().Select(kind => Ledgers.Failed($"{kind}", 0, kind, "why")).ToList();
        Assert.Equal(failures.Select(f => f.Failure), (await ReadAsync(await WriteAsync(failures, ClassLabels.None))).Select(f => f.Failure));
    }

    [Fact]
    public async Task A_file_larger_than_the_buffers_reads_back_whole()
    {
        var many = Enumerable.Range(0, 5000).Select(i => Ledgers.Scored($"folder/é{i}.jpg", i % 3, 1, 0, 1, 2)).ToList();
        Assert.Equal(DigestOf(many), DigestOf(await ReadAsync(await WriteAsync(many, ClassLabels.None))));
    }

    [Fact]
    public async Task A_rank_beyond_the_fifth_class_is_no_rank()
    {
        var read = await ReadAsync(await WriteAsync([Ledgers.Scored("a", 6, 1, 0, 1, 2, 3, 4, 6)], ClassLabels.None));
        Assert.Null(read[0].LabelRank);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"sample\":\"a\",\"label\":0,\"top\":[{\"class\":0,")]
    [InlineData("""{"sample":null,"label":0,"top":[{"class":0,"score":1,"probability":1}]}""")]
    [InlineData("""{"label":0,"top":[{"class":0,"score":1,"probability":1}]}""")]
    [InlineData("""{"sample":"a","label":0}""")]
    [InlineData("""{"sample":"a","label":0,"top":[]}""")]
    [InlineData("""{"sample":"a","label":0,"top":[{"score":1,"probability":1}]}""")]
    [InlineData("""{"sample":"a","label":"0","top":[{"class":0,"score":1,"probability":1}]}""")]
    [InlineData("""{"sample":"a","label":0,"failure":{"kind":"Vanished","detail":""}}""")]
    [InlineData("""{"sample":"a","label":0,"failure":{"kind":99,"detail":""}}""")]
    [InlineData("""{"sample":"a","label":0,"failure":{"kind":"Empty","detail":""},"top":[{"class":0,"score":1,"probability":1}]}""")]
    public async Task A_damaged_line_is_refused_with_its_number(string line)
    {
        var good = await WriteAsync([Ledgers.Predictions[0]], ClassLabels.None);
        var fault = await Assert.ThrowsAsync<JsonException>(() => ReadAsync(good + line + "\n"));
        Assert.StartsWith("Line 2 of the predictions is not a prediction: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_refused()
    {
        using var file = new MemoryStream([.. "{\"sample\":\""u8, 0xFF, .. "\"}\n"u8]);
        var fault = await Assert.ThrowsAsync<JsonException>(() => PredictionsFile.ReadAsync(file, Stop).ToListAsync(Stop).AsTask());
        Assert.Equal("The predictions are not UTF-8 at or soon after line 1.", fault.Message);
    }

    [Fact]
    public async Task A_canceled_write_stops()
    {
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PredictionsFile.WriteAsync(Ledgers.Predictions.ToAsyncEnumerable(), new MemoryStream(), ClassLabels.None, canceled.Token));
    }

    [Theory]
    [InlineData("""{"sample":"a","label":1,"top":[null]}""")]
    [InlineData("""{"sample":"a","label":1,"top":[{"class":1,"score":1e400,"probability":1}]}""")]
    [InlineData("""{"sample":"a","label":1,"label":2,"top":[{"class":1,"score":1,"probability":1}]}""")]
    public async Task A_line_that_says_what_cannot_be_is_refused(string line) =>
        Assert.Contains("Line 1 ", (await Assert.ThrowsAsync<JsonException>(() => ReadAsync(line + "\n"))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_line_without_an_end_is_refused_before_it_fills_memory() =>
        Assert.Contains("longer than 4194304 bytes", (await Assert.ThrowsAsync<JsonException>(() => ReadAsync($$"""{"sample":"{{new string('x', 5 << 20)}}"}"""))).Message, StringComparison.Ordinal);

    private static async Task<string> WriteAsync(IEnumerable<Prediction> predictions, ClassLabels labels)
    {
        using var file = new MemoryStream();
        await PredictionsFile.WriteAsync(predictions.ToAsyncEnumerable(), file, labels, Stop);
        return Encoding.UTF8.GetString(file.ToArray());
    }

    private static async Task<List<Prediction>> ReadAsync(string text)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await PredictionsFile.ReadAsync(file, Stop).ToListAsync(Stop);
    }

    private static string DigestOf(IEnumerable<Prediction> predictions)
    {
        using var digest = new PredictionsDigest();
        foreach (var prediction in predictions)
        {
            digest.Append(prediction);
        }

        return digest.Current();
    }
}
