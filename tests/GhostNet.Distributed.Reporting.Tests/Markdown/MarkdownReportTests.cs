namespace GhostNet.Distributed.Reporting.Tests.Markdown;

public class MarkdownReportTests
{
    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void A_VALID_report_is_the_golden_file_under_every_culture(string culture)
    {
        using var _ = new UnderCulture(culture);
        Golden.Equal("report.md", MarkdownReport.Render(Ledgers.Report(Ledgers.Results)));
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void An_INVALID_report_is_the_golden_file_under_every_culture(string culture)
    {
        using var _ = new UnderCulture(culture);
        Golden.Equal("invalid-report.md", MarkdownReport.Render(Ledgers.Report(Ledgers.Results[0])));
    }

    [Theory]
    [InlineData("en-US")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void A_report_with_pieces_labels_and_a_canary_is_the_golden_file_under_every_culture(string culture)
    {
        using var _ = new UnderCulture(culture);
        Golden.Equal("canary-report.md", MarkdownReport.Render(Canaries.Report()));
    }

    [Fact]
    public void One_architecture_needs_no_table_of_its_own()
    {
        var text = MarkdownReport.Render(Ledgers.Report(Enumerable.Range(0, 3).Select(i => Ledgers.Shard(i, Ledgers.Edge, 0, 1))));
        Assert.DoesNotContain("## Architectures", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Labels", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_failure_is_a_row()
    {
        var kinds = Enum.GetValues<FailureKind>();
        var plan = JobPlan.Cut(kinds.Length, kinds.Length);
        var text = MarkdownReport.Render(Ledgers.Report(Ledgers.Sources with { Plan = plan }, Ledgers.Shard(plan, [.. kinds.Select(k => Ledgers.Failed($"{k}.jpg", 0, k, "why"))], 0, Ledgers.Edge, 0, 1)));
        Assert.All(kinds, kind => Assert.Contains($"| {kind} | 1 |\n", text, StringComparison.Ordinal));
        Assert.All(kinds, kind => Assert.Contains($"| {kind}.jpg | {kind} | why |\n", text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_report_without_any_result_renders()
    {
        var text = MarkdownReport.Render(Ledgers.Report([]));
        Assert.StartsWith("# INVALID: ghostnet-1.0x on twelve\n\n- 3 of 3 shards have no result", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("## Hosts", text, StringComparison.Ordinal);
        Assert.DoesNotContain("## Environment", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_that_only_predicts_shows_no_accuracy()
    {
        var report = Ledgers.Report(Ledgers.Sources with { Spec = Ledgers.Sources.Spec with { Kind = JobKind.Predict } }, Ledgers.Results);
        var text = MarkdownReport.Render(report);
        Assert.DoesNotContain("Top-", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("(predict)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_read_from_its_JSON_renders_the_same()
    {
        var report = Ledgers.Report(Ledgers.Results);
        Assert.Equal(MarkdownReport.Render(report), MarkdownReport.Render(Report.Parse(report.ToJson())));
    }

    [Fact]
    public void Twenty_failures_are_shown_and_the_rest_counted()
    {
        var plan = JobPlan.Cut(26, 26);
        var result = Ledgers.Shard(plan, [.. Enumerable.Range(0, 25).Select(i => Ledgers.Failed($"bad{i}", 0, FailureKind.Empty, "")), Ledgers.Scored("z", 0, 1, 0)], 0, Ledgers.Edge, 0, 1);
        var text = MarkdownReport.Render(Ledgers.Report(Ledgers.Sources with { Plan = plan }, result));
        Assert.Contains("The first 20 of 25, in the order of the dataset:", text, StringComparison.Ordinal);
        Assert.Contains("| bad19 |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("bad20", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ten_worst_classes_are_shown_worst_first()
    {
        // Class c has c of its 12 samples right, and class 12 all of them.
        var all = Enumerable.Range(0, 13).SelectMany(c => Enumerable.Range(0, 12).Select(i => Ledgers.Scored($"{c}-{i}", c, 1, i < c ? c : 99))).ToArray();
        var plan = JobPlan.Cut(all.Length, all.Length);
        var text = MarkdownReport.Render(Ledgers.Report(Ledgers.Sources with { Plan = plan, ModelCard = null }, Ledgers.Shard(plan, [.. all], 0, Ledgers.Edge, 0, 1)));
        var shown = text.Split('\n').SkipWhile(l => !l.StartsWith("## Classes", StringComparison.Ordinal)).Where(l => l.EndsWith("% |", StringComparison.Ordinal)).Select(l => l.Split('|')[1].Trim());
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], shown);
    }

    [Fact]
    public void Hosts_that_claim_more_shards_than_there_are_numbers_are_shown()
    {
        var report = Ledgers.Report(Ledgers.Results);
        var claimed = report with { Hosts = [.. report.Hosts.Select(host => host with { Shards = int.MaxValue })] };

        Assert.Contains("2,147,483,647", MarkdownReport.Render(claimed), StringComparison.Ordinal);
    }
}
