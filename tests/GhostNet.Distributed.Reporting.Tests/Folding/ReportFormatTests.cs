using System.Text.Json;
using System.Text.Json.Nodes;

namespace GhostNet.Distributed.Reporting.Tests.Folding;

public class ReportFormatTests
{
    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void The_JSON_is_the_golden_file_under_every_culture(string culture)
    {
        using var _ = new UnderCulture(culture);
        Golden.Equal("report.json", Ledgers.Report(Ledgers.Results).ToJson());
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void The_JSON_of_an_INVALID_report_is_the_golden_file_under_every_culture(string culture)
    {
        using var _ = new UnderCulture(culture);
        Golden.Equal("invalid-report.json", Ledgers.Report(Ledgers.Results[0]).ToJson());
    }

    [Fact]
    public void A_report_reads_back_from_its_JSON_and_writes_the_same()
    {
        var json = Ledgers.Report(Ledgers.Results).ToJson();
        Assert.Equal(json, Report.Parse(json).ToJson());
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void The_JSON_of_a_report_with_pieces_labels_and_a_canary_is_the_golden_file_under_every_culture(string culture)
    {
        using var _ = new UnderCulture(culture);
        Golden.Equal("canary-report.json", Canaries.Report().ToJson());
    }

    [Fact]
    public void A_report_with_a_canary_reads_back_from_its_JSON_and_writes_the_same()
    {
        var json = Canaries.Report().ToJson();
        Assert.Equal(json, Report.Parse(json).ToJson());
    }

    [Fact]
    public void A_report_of_the_time_before_architectures_and_canaries_parses_and_agrees_with_its_ledger()
    {
        var report = Ledgers.Report(Ledgers.Results);
        var old = JsonNode.Parse(report.ToJson())!.AsObject();
        Assert.True(old.Remove("architectures"));
        var parsed = Report.Parse(old.ToJsonString());
        Assert.Null(parsed.Architectures);
        Assert.Null(parsed.Agreement);
        Assert.Empty(ReportAgreement.Compare(parsed, report));
        Assert.DoesNotContain("## Architectures", MarkdownReport.Render(parsed), StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_the_time_before_threads_told_what_they_wait_for_parses_and_agrees_with_its_ledger()
    {
        var report = Ledgers.Report(Ledgers.Results);
        var old = JsonNode.Parse(report.ToJson())!.AsObject();
        Assert.True(old.Remove("time"));
        Assert.All(old["hosts"]!.AsArray(), host => Assert.True(host!.AsObject().Remove("threadSeconds")));
        var parsed = Report.Parse(old.ToJsonString());
        Assert.Null(parsed.Time);
        Assert.Empty(ReportAgreement.Compare(parsed, report));
        Assert.DoesNotContain("## Where the time went", MarkdownReport.Render(parsed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"reasons\": []", "\"reasons\": [null]", "holds null")]
    [InlineData("\"verdict\": \"VALID\"", "\"verdict\": \"INVALID\", \"verdict\": \"VALID\"", "verdict")]
    [InlineData("\"kind\": \"Missing\",", "", "kind")]
    [InlineData("\"definition\"", "\"definitions\"", "definition")]
    [InlineData("\"p50Ms\": ", "\"p50Ms\": 1e400, \"p51Ms\": ", "too large")]
    [InlineData("\"resize\": 256", "\"resize\": 256, \"resize\": 300", "twice")]
    [InlineData("\"labels\": [", "\"labels\": [\"\\ud800\",", "no Unicode")]
    public void A_report_that_was_changed_is_refused_with_what_is_wrong(string text, string changed, string fault)
    {
        var json = Ledgers.Report(Ledgers.Results).ToJson();
        var damaged = json.Replace(text, changed, StringComparison.Ordinal);
        Assert.NotEqual(json, damaged);
        Assert.Contains(fault, Assert.Throws<JsonException>(() => Report.Parse(damaged)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_fields_have_the_names_that_readers_rely_on()
    {
        var report = JsonNode.Parse(Ledgers.Report(Ledgers.Results).ToJson())!.AsObject();
        Assert.Equal(
            [
                "schemaVersion", "verdict", "reasons", "job", "samples", "top1", "top5", "predictionsDigest", "failureCounts", "failures", "model", "dataset", "recipe",
                "throughput", "latency", "time", "hosts", "architectures", "classes", "environment",
            ],
            report.Select(p => p.Key));
        Assert.Equal("VALID", (string?)report["verdict"]);
        Assert.Equal(["total", "scored", "failed"], NamesIn("samples"));
        Assert.Equal(["correct", "of", "ratio", "low", "high"], NamesIn("top1"));
        Assert.Equal(["correct", "of", "ratio", "low", "high"], NamesIn("top5"));
        Assert.All(["model", "dataset", "recipe"], part => Assert.Contains("digest", NamesIn(part)));
        Assert.All(["throughput", "latency"], part => Assert.Contains("definition", NamesIn(part)));
        Assert.Equal(["threadSeconds", "bound", "conclusion", "advice", "definition"], NamesIn("time"));
        Assert.Equal(["total", "fetch", "decode", "resize", "infer", "commit", "idle"], report["time"]!["threadSeconds"]!.AsObject().Select(p => p.Key));
        Assert.Equal(["total", "fetch", "decode", "resize", "infer", "commit", "idle"], report["hosts"]![0]!["threadSeconds"]!.AsObject().Select(p => p.Key));

        IEnumerable<string> NamesIn(string part) => report[part]!.AsObject().Select(p => p.Key);
    }
}
