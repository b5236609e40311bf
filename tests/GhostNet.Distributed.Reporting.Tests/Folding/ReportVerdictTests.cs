using System.Collections.Immutable;

namespace GhostNet.Distributed.Reporting.Tests.Folding;

public class ReportVerdictTests
{
    [Fact]
    public void A_job_with_every_shard_once_is_VALID_without_reasons()
    {
        var report = Ledgers.Report(Ledgers.Results);
        Assert.Equal(Verdict.Valid, report.Verdict);
        Assert.Empty(report.Reasons);
    }

    [Fact]
    public void A_shard_without_a_result_is_a_reason() => AssertReasons(
        [Ledgers.Results[0], Ledgers.Results[2]],
        "1 of 3 shards has no result: 000001.",
        "8 of 12 samples are counted: 6 scored, 2 failed.");

    [Fact]
    public void No_results_at_all_are_a_reason() => AssertReasons(
        [],
        "3 of 3 shards have no result: 000000, 000001, 000002.",
        "0 of 12 samples are counted: 0 scored, 0 failed.",
        "No sample was scored.");

    [Fact]
    public void Of_many_missing_shards_the_first_twenty_are_named()
    {
        var sources = Ledgers.Sources with { Plan = JobPlan.Cut(2000, 1) };
        Assert.Equal(
            "2,000 of 2,000 shards have no result: " + string.Join(", ", Enumerable.Range(0, 20).Select(i => new ShardId(i))) + " and 1,980 more.",
            Ledgers.Report(sources, []).Reasons[0]);
    }

    [Fact]
    public void A_second_result_of_a_shard_is_a_reason_and_counts_nothing()
    {
        AssertReasons([Ledgers.Results[0], Ledgers.Results[0], Ledgers.Results[1], Ledgers.Results[2]], "Shard 000000 has more than one result; only the first is counted.");
        Assert.Equal(Ledgers.Report(Ledgers.Results) with { Verdict = Verdict.Invalid }, Ledgers.Report([.. Ledgers.Results, Ledgers.Results[0]]), SameButReasons);
    }

    [Fact]
    public void A_result_of_another_job_is_a_reason_and_counts_nothing() => AssertReasons(
        [Ledgers.Results[0], Ledgers.Results[1], Ledgers.Results[2].With(h => h with { Job = JobId.Parse("other") })],
        "1 of 3 shards has no result: 000002.",
        "8 of 12 samples are counted: 6 scored, 2 failed.",
        "A result of shard 000002 belongs to job other, not to val_1; it is not counted.");

    [Theory]
    [InlineData(3, "000003")]
    [InlineData(-1, "-000001")]
    public void A_result_of_a_shard_outside_the_plan_is_a_reason(int shard, string name) => AssertReasons(
        [.. Ledgers.Results, Ledgers.Results[2].With(h => h with { Shard = shard })],
        $"There is a result of shard {name}, and the plan's last shard is 000002; it is not counted.");

    [Fact]
    public void A_result_for_other_samples_than_the_plan_says_is_a_reason() => AssertReasons(
        [Ledgers.Results[0], Ledgers.Results[1].With(h => h with { Range = new ShardRange(4, 9) }), Ledgers.Results[2]],
        "8 of 12 samples are counted: 6 scored, 2 failed.",
        "The result of shard 000001 is for samples [4, 9), and the plan says [4, 8); it is not counted.");

    [Fact]
    public void A_result_with_fewer_predictions_than_samples_is_a_reason() => AssertReasons(
        [Ledgers.Results[0], Ledgers.Results[1].With(Ledgers.Results[1].Predictions[..3]), Ledgers.Results[2]],
        "8 of 12 samples are counted: 6 scored, 2 failed.",
        "The result of shard 000001 holds 3 predictions for 4 samples; it is not counted.");

    [Fact]
    public void A_result_whose_tally_disagrees_with_its_predictions_is_a_reason() => AssertReasons(
        [Ledgers.Results[0], Ledgers.Results[1].With(h => h with { Tally = new Tally(4, 0, 4, 4) }), Ledgers.Results[2]],
        "8 of 12 samples are counted: 6 scored, 2 failed.",
        "The result of shard 000001 says 4 scored, 0 failed, 4 top-1 and 4 top-5 correct, and its predictions add up to 3 scored, 1 failed, 3 top-1 and 3 top-5 correct; it is not counted.");

    [Fact]
    public void A_result_that_comes_out_of_order_is_a_reason() => AssertReasons(
        [Ledgers.Results[0], Ledgers.Results[2], Ledgers.Results[1]],
        "8 of 12 samples are counted: 6 scored, 2 failed.",
        "The result of shard 000001 came after that of shard 000002; results are folded in plan order, so it is not counted.");

    [Theory]
    [InlineData("2", "3 of 12 samples failed; the job's error budget is 2.")]
    [InlineData("24%", "3 of 12 samples failed; the job's error budget is 24%.")]
    public void More_failures_than_the_budget_are_a_reason(string budget, string reason) =>
        Assert.Equal([reason], Ledgers.Report(Budget(budget), Ledgers.Results).Reasons);

    [Theory]
    [InlineData("3")]
    [InlineData("25%")]
    public void Failures_within_the_budget_are_none(string budget) => Assert.Equal(Verdict.Valid, Ledgers.Report(Budget(budget), Ledgers.Results).Verdict);

    [Fact]
    public void A_job_in_which_every_sample_failed_is_INVALID_and_has_no_ratio()
    {
        var results = Ledgers.Results.Select(r => r.With([.. r.Predictions.Select(p => Ledgers.Failed(p.Sample, p.Label, FailureKind.Empty, "is empty"))]));
        var report = Ledgers.Report(results);
        Assert.Equal(["No sample was scored."], report.Reasons);
        Assert.Equal(new Accuracy(0, 0, 0, 0, 1), report.Top1);
        Assert.Null(report.Latency);
        Assert.Equal(12, report.FailureCounts["Empty"]);
    }

    [Fact]
    public void A_sample_with_neither_class_nor_failure_is_a_reason() => AssertReasons(
        [Changed(p => p with { Top = [], LabelRank = null }), Ledgers.Results[1], Ledgers.Results[2]],
        "Sample n01/a_1.jpg in shard 000000 has neither a class nor a failure.");

    [Fact]
    public void A_scored_sample_without_a_label_is_a_reason_when_labels_are_compared() => AssertReasons(
        [Changed(p => p with { Label = null, LabelRank = null }), Ledgers.Results[1], Ledgers.Results[2]],
        "Sample n01/a_1.jpg in shard 000000 is scored without a label, and the job compares labels.");

    [Theory]
    [InlineData(1)]
    [InlineData(null)]
    public void A_rank_that_the_classes_do_not_show_is_a_reason(int? rank) => AssertReasons(
        [Changed(p => p with { LabelRank = rank }), Ledgers.Results[1], Ledgers.Results[2]],
        "Sample n01/a_1.jpg in shard 000000 says another rank of its label than its classes show.");

    [Fact]
    public void A_rank_beyond_the_classes_that_were_kept_is_none()
    {
        var report = Ledgers.Report(Changed(p => p with { Top = [new ScoredClass(2, 1, 1)], LabelRank = 4 }), Ledgers.Results[1], Ledgers.Results[2]);
        Assert.Empty(report.Reasons);
        Assert.Equal((5, 9), (report.Top1!.Correct, report.Top5!.Correct));
    }

    [Fact]
    public void Of_very_many_faults_the_first_hundred_are_told()
    {
        var results = Ledgers.Results.Concat(Enumerable.Repeat(Ledgers.Results[2], 1150));
        var reasons = Ledgers.Report(results).Reasons;
        Assert.Equal(101, reasons.Length);
        Assert.Equal("1,050 more faults in the results of shards are not listed.", reasons[^1]);
    }

    private static readonly EqualityComparer<Report> SameButReasons = EqualityComparer<Report>.Create(
        (a, b) => (a! with { Reasons = [] }).ToJson() == (b! with { Reasons = [] }).ToJson(),
        report => report.PredictionsDigest.GetHashCode(StringComparison.Ordinal));

    private static ReportSources Budget(string text) => Ledgers.Sources with { Spec = Ledgers.Sources.Spec with { MaxFailedSamples = ErrorBudget.Parse(text) } };

    private static ShardResult Changed(Func<Prediction, Prediction> change)
    {
        var predictions = Ledgers.Results[0].Predictions;
        return Ledgers.Results[0].With(predictions.SetItem(0, change(predictions[0])));
    }

    private static void AssertReasons(ImmutableArray<ShardResult> results, params string[] reasons)
    {
        var report = Ledgers.Report(results);
        Assert.Equal(Verdict.Invalid, report.Verdict);
        Assert.Equal(reasons, report.Reasons);
    }
}
