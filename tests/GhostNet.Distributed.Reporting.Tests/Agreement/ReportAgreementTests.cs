using System.Text.Json.Nodes;

namespace GhostNet.Distributed.Reporting.Tests.Agreement;

public class ReportAgreementTests
{
    private static readonly Report Ledger = Ledgers.Report(Ledgers.Results);

    [Fact]
    public void A_report_agrees_with_its_ledger() => Assert.Empty(ReportAgreement.Compare(Report.Parse(Ledger.ToJson()), Ledgers.Report(Ledgers.Results)));

    [Theory]
    [InlineData("verdict", "\"INVALID\"", "verdict: report says INVALID, ledger says VALID")]
    [InlineData("samples.scored", "8", "samples.scored: report says 8, ledger says 9")]
    [InlineData("samples.total", "13", "samples.total: report says 13, ledger says 12")]
    [InlineData("top1.correct", "7", "top1.correct: report says 7, ledger says 6")]
    [InlineData("top1.ratio", "0.7", "top1.ratio: report says 0.7, ledger says 0.666667")]
    [InlineData("top5", "null", "top5: report says nothing, ledger says {\"correct\":9,\"of\":9,\"ratio\":1,\"low\":0.700855,\"high\":1}")]
    [InlineData("predictionsDigest", "\"00\"", "predictionsDigest: report says 00, ledger says ")]
    [InlineData("failureCounts.Missing", "2", "failureCounts.Missing: report says 2, ledger says 1")]
    [InlineData("failureCounts.Empty", "1", "failureCounts.Empty: report says 1, ledger says nothing")]
    [InlineData("failures.2.kind", "\"Empty\"", "failures[n03/c_4.jpg].kind: report says Empty, ledger says Missing")]
    [InlineData("model.digest", "\"00\"", "model.digest: report says 00, ledger says aaaa")]
    [InlineData("dataset.digest", "\"00\"", "dataset.digest: report says 00, ledger says bbbb")]
    [InlineData("recipe.digest", "\"00\"", "recipe.digest: report says 00, ledger says cccc")]
    [InlineData("recipe.steps.resize", "224", "recipe.steps.resize: report says 224, ledger says 256")]
    [InlineData("classes.1.top1Correct", "2", "classes[1].top1Correct: report says 2, ledger says 3")]
    [InlineData("hosts.0.samples.scored", "4", "hosts[0].samples.scored: report says 4, ledger says 3")]
    [InlineData("hosts.0.host.threads", "4", "hosts[0].host.threads: report says 4, ledger says 16")]
    [InlineData("throughput.imagesPerSecond", "99.5", "throughput.imagesPerSecond: report says 99.5, ledger says 0.6")]
    [InlineData("time.bound", "\"Infer\"", "time.bound: report says Infer, ledger says Idle")]
    [InlineData("hosts.0.threadSeconds.commit", "1", "hosts[0].threadSeconds.commit: report says 1, ledger says 0.25")]
    [InlineData("job.shards", "4", "job.shards: report says 4, ledger says 3")]
    [InlineData("latency", "null", "latency: report says nothing, ledger says {\"meanMs\":")]
    [InlineData("reasons", "[\"why\"]", "reasons[0]: report says why, ledger says nothing")]
    public void A_field_that_differs_is_the_one_difference(string path, string value, string difference) =>
        Assert.StartsWith(difference, Assert.Single(ReportAgreement.Compare(Changed(path, value), Ledger)), StringComparison.Ordinal);

    [Fact]
    public void A_missing_entry_is_one_difference()
    {
        var differences = ReportAgreement.Compare(Ledger with { Failures = Ledger.Failures.RemoveAt(0), Classes = Ledger.Classes.RemoveAt(1) }, Ledger);
        Assert.Equal(
            [
                """failures[n01/[x](y)|`z`.jpg]: report says nothing, ledger says {"sample":"n01/[x](y)|`z`.jpg","kind":"Truncated","detail":"ends at byte 18432 of 65110"}""",
                """classes[1]: report says nothing, ledger says {"class":1,"id":"n02","name":"goldfish","samples":3,"top1Correct":3}""",
            ],
            differences);
    }

    [Fact]
    public void Samples_that_failed_twice_are_told_apart_by_position()
    {
        var twice = Ledger with { Failures = [Ledger.Failures[0], Ledger.Failures[0]] };
        Assert.Equal(["failures[1].detail: report says other, ledger says ends at byte 18432 of 65110"], ReportAgreement.Compare(twice with { Failures = [twice.Failures[0], twice.Failures[0] with { Detail = "other" }] }, twice));
    }

    [Fact]
    public void The_wording_of_a_definition_is_no_difference() =>
        Assert.Empty(ReportAgreement.Compare(Ledger with { Throughput = Ledger.Throughput with { Definition = "other" }, Latency = Ledger.Latency! with { Definition = "words" }, Time = Ledger.Time! with { Conclusion = "so", Advice = null } }, Ledger));

    [Fact]
    public void Every_number_of_a_report_is_compared()
    {
        var json = JsonNode.Parse(Ledger.ToJson())!;
        var numbers = Leaves(json).Where(n => n.GetValueKind() == System.Text.Json.JsonValueKind.Number).Select(n => n.GetPath()).Where(p => p != "$.schemaVersion").ToList();
        Assert.NotEmpty(numbers);
        Assert.All(numbers, path => Assert.NotEmpty(ReportAgreement.Compare(Changed(path[2..].Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal), "77"), Ledger)));
    }

    private static Report Changed(string path, string value)
    {
        var json = JsonNode.Parse(Ledger.ToJson())!;
        var steps = path.Split('.');
        var parent = steps[..^1].Aggregate(json, (node, step) => node is JsonArray array ? array[int.Parse(step, null)]! : node[step]!);
        parent[steps[^1]] = JsonNode.Parse(value);
        return Report.Parse(json.ToJsonString());
    }

    private static IEnumerable<JsonNode> Leaves(JsonNode? node) => node switch
    {
        JsonObject entry => entry.SelectMany(p => Leaves(p.Value)),
        JsonArray array => array.SelectMany(Leaves),
        null => [],
        _ => [node],
    };

    [Fact]
    public void Architectures_that_claim_more_samples_than_there_are_numbers_are_another_report()
    {
        var report = Canaries.Report();
        var agreement = report.Agreement!;
        var claimed = report with { Agreement = agreement with { Architectures = [.. agreement.Architectures.Select(row => row with { Samples = long.MaxValue })] } };

        Assert.NotEmpty(ReportAgreement.Compare(claimed, report));

        // The other way round it is a canary that has grown, which takes nothing from the report.
        Assert.Empty(ReportAgreement.Compare(report, claimed));
    }
}
