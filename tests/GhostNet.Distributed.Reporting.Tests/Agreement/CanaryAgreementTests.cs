using System.Collections.Immutable;
using CsCheck;

namespace GhostNet.Distributed.Reporting.Tests.Agreement;

public class CanaryAgreementTests
{
    [Fact]
    public void A_job_without_a_canary_has_no_agreement() => Assert.Null(Ledgers.Report(Ledgers.Results).Agreement);

    [Fact]
    public void Architectures_that_say_the_same_agree_whatever_their_scores()
    {
        var agreement = Agreement(Canaries.Arm([.. Ledgers.Predictions.Select(p => p with { Top = [.. p.Top.Select(c => c with { Score = c.Score + 0.01f })] })]), Canaries.X64(Ledgers.Predictions));
        Assert.Equal((6, 6, 0), (agreement.Samples, agreement.Compared, agreement.Differing));
        Assert.Empty(agreement.Differences);
        Assert.StartsWith("arm64 and x64 agree on every one of 6 canary samples.", agreement.Conclusion, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0f, "Their scores are the same to the last bit.")]
    [InlineData(0.25f, "Their scores of a class differ by at most 0.25.")]
    public void How_far_scores_of_the_same_class_are_apart_is_told(float apart, string words)
    {
        // The last class of one sample alone; what only one of them has among its best is not compared.
        var other = Ledgers.Predictions.SetItem(0, Ledgers.Predictions[0] with { Top = [.. Ledgers.Predictions[0].Top[..^1], Ledgers.Predictions[0].Top[^1] with { Score = Ledgers.Predictions[0].Top[^1].Score - apart }, new ScoredClass(999, -100f, 0)] });
        var agreement = Agreement(Canaries.Arm(other), Canaries.X64(Ledgers.Predictions));
        Assert.Equal(apart, agreement.LargestScoreDifference);
        Assert.Contains(words, agreement.Conclusion, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_a_release_that_did_not_compare_scores_agrees_without_them()
    {
        var report = Canaries.Report();
        Assert.NotNull(report.Agreement!.LargestScoreDifference);
        Assert.Empty(ReportAgreement.Compare(report with { Agreement = report.Agreement with { LargestScoreDifference = null } }, report));
        Assert.NotEmpty(ReportAgreement.Compare(report with { Agreement = report.Agreement with { LargestScoreDifference = 7 } }, report));
    }

    [Fact]
    public void Another_class_and_a_failure_on_one_of_them_are_counted_and_listed()
    {
        var agreement = Agreement(Canaries.Arm(Canaries.Elsewhere), Canaries.X64(Ledgers.Predictions));
        Assert.Equal(2, agreement.Differing);
        Assert.Equal(["n01/a_2.jpg", "n02/b_1.jpg"], agreement.Differences.Select(d => d.Sample));
        Assert.Equal([new ReportedOutcome("arm64", "edge-1", 2, 9.5f), new ReportedOutcome("x64", "cloud-1", 1, 9.5f)], agreement.Differences[0].Canary);
        Assert.Equal([new ReportedOutcome("arm64", "edge-1", Failure: FailureKind.TimedOut), new ReportedOutcome("x64", "cloud-1", 1, 9.5f)], agreement.Differences[1].Canary);
        Assert.StartsWith("arm64 and x64 disagree on 2 of 6 canary samples.", agreement.Conclusion, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_kinds_of_failure_are_a_difference()
    {
        var other = Ledgers.Predictions.SetItem(3, Ledgers.Failed(Ledgers.Predictions[3].Sample, 0, FailureKind.Damaged, ""));
        Assert.Equal(1, Agreement(Canaries.Arm(other), Canaries.X64(Ledgers.Predictions)).Differing);
    }

    [Fact]
    public void A_disagreement_does_not_change_verdict_digest_or_counts()
    {
        var report = Canaries.Report();
        Assert.Equal(Verdict.Valid, report.Verdict);
        Assert.Equal(Ledgers.Report(Ledgers.Results).PredictionsDigest, report.PredictionsDigest);
        Assert.Equal((12, 9), (report.Samples.Total, report.Top1!.Of));
    }

    [Fact]
    public void What_another_host_was_counted_for_is_compared_too()
    {
        // The range is the first six samples. The edge was counted for four of them, the cloud for two; so each canary has the other's to be compared with.
        var agreement = Agreement(Canaries.Arm(Canaries.Elsewhere), Canaries.X64(Ledgers.Predictions));
        Assert.Equal((6, 1), (agreement.ComparedWithResults, agreement.DifferingFromResults));
        Assert.Equal(new ReportedOutcome("arm64", "edge-1", 1, 9.5f), agreement.Differences[0].Counted);
        Assert.EndsWith("What the job counted of other hosts differs in 1 of 6 comparisons.", agreement.Conclusion, StringComparison.Ordinal);
    }

    [Fact]
    public void One_architecture_alone_has_nothing_to_compare_but_other_hosts()
    {
        var agreement = Agreement(Canaries.X64(Canaries.Elsewhere));
        Assert.Equal((0, 0, 4, 1), (agreement.Compared, agreement.Differing, agreement.ComparedWithResults, agreement.DifferingFromResults));
        Assert.Equal("One architecture (x64), nothing to compare. What the job counted of other hosts differs in 1 of 4 comparisons.", agreement.Conclusion);
        Assert.Equal("n01/a_2.jpg", Assert.Single(agreement.Differences).Sample);
    }

    [Fact]
    public void No_canary_at_all_is_said() => Assert.Equal("No host ran the canary, so there is nothing to compare.", Agreement().Conclusion);

    [Fact]
    public void The_order_of_canaries_and_results_does_not_matter()
    {
        ImmutableArray<ShardResult> canaries = [Canaries.Arm(Canaries.Elsewhere), Canaries.X64(Ledgers.Predictions)];
        using var builder = new ReportBuilder(Canaries.Sources);
        builder.AddCanary(canaries[1]);
        foreach (var result in Canaries.Results)
        {
            builder.Add(result);
        }

        builder.AddCanary(canaries[0]);
        Assert.Equal(Canaries.Report(canaries).ToJson(), builder.Build().ToJson());
    }

    [Fact]
    public void An_architecture_whose_last_host_left_is_told_with_how_far_it_came()
    {
        var (sources, all) = Large(samples: 100, canary: 40);
        var canaries = new[] { ("x64", 0), ("x64", 1), ("x64", 2), ("arm64", 1) }.Select(c => Ledgers.Canary(sources, all, c.Item1, c.Item2, c.Item1 == "x64" ? Ledgers.Cloud : Ledgers.Edge));
        var agreement = Ledgers.Report(sources, [], canaries).Agreement!;
        Assert.Equal((40, 13), (agreement.Samples, agreement.Compared));
        Assert.Equal([("arm64", 13), ("x64", 40)], agreement.Architectures.Select(a => (a.Architecture, a.Samples)));
        Assert.Equal("arm64 and x64 agree on every one of 13 canary samples. Their scores are the same to the last bit. arm64 ran 13 of 40 samples: its last host left, or its canary was given up.", agreement.Conclusion);
    }

    [Fact]
    public void Ranges_that_two_architectures_do_not_share_are_not_compared()
    {
        var (sources, all) = Large(samples: 100, canary: 40);
        var agreement = Ledgers.Report(sources, [], [Ledgers.Canary(sources, all, "x64", 0, Ledgers.Cloud), Ledgers.Canary(sources, all, "arm64", 1, Ledgers.Edge)]).Agreement!;
        Assert.Equal(0, agreement.Compared);
        Assert.StartsWith("No sample of the canary was run on two architectures, so there is nothing to compare.", agreement.Conclusion, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_very_many_differences_all_are_counted_and_the_first_hundred_listed()
    {
        var (sources, all) = Large(samples: 500, canary: 400);
        ImmutableArray<Prediction> other = [.. all.Select(p => Ledgers.Scored(p.Sample, 0, 1, 1))];
        var ranges = sources.Plan.CanaryRanges(400).Length;
        var canaries = Enumerable.Range(0, ranges).Reverse().SelectMany(i => new[] { Ledgers.Canary(sources, all, "x64", i, Ledgers.Cloud), Ledgers.Canary(sources, other, "arm64", i, Ledgers.Edge) });
        var agreement = Ledgers.Report(sources, [], canaries).Agreement!;
        Assert.Equal(400, agreement.Differing);
        Assert.Equal(sources.Plan.CanaryRanges(400).SelectMany(r => Enumerable.Range((int)r.Start, (int)r.Count)).Take(100).Select(i => $"{i}"), agreement.Differences.Select(d => d.Sample));
    }

    [Fact]
    public void Results_that_are_not_of_the_canary_are_left_out_and_named_without_a_fault_of_the_report()
    {
        var good = Canaries.X64(Ledgers.Predictions);
        var report = Canaries.Report(
            good,
            good,
            good.With(h => h with { Job = JobId.Parse("other") }),
            good.With(h => h with { Canary = null }),
            good.With(h => h with { Shard = 1 }),
            good.With(h => h with { Piece = 1 }),
            good.With(h => h with { Range = new ShardRange(1, 7) }),
            good.With(h => h with { Canary = "arm64", Tally = default }));
        Assert.Equal(Verdict.Valid, report.Verdict);
        Assert.Equal(
            [
                "The canary result x64/000000 comes a second time; it is left out.",
                "The canary result x64/000000 belongs to job other, not to val_1; it is left out.",
                "The canary result 000000 is one of a shard of the plan; it is left out.",
                "The canary result x64/000001 is of no range of the canary, which has 1; it is left out.",
                "The canary result x64/000000-1 is of no range of the canary, which has 1; it is left out.",
                "The canary result x64/000000 is for samples [1, 7), and the canary says [0, 6); it is left out.",
                "The canary result arm64/000000 says 0 scored, 0 failed, 0 top-1 and 0 top-5 correct, and its predictions add up to 5 scored, 1 failed, 4 top-1 and 5 top-5 correct; it is left out.",
            ],
            report.Agreement!.LeftOut);
        Assert.Contains("comes a second time", MarkdownReport.Render(report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_written_agreement_that_differs_from_the_ledger_is_found()
    {
        var report = Canaries.Report();
        var written = report with { Agreement = report.Agreement! with { Differing = 0, Conclusion = "words" } };
        Assert.Equal(["agreement.differing: report says 0, ledger says 2"], ReportAgreement.Compare(written, report));
    }

    [Fact]
    public void A_canary_that_was_committed_after_the_report_is_no_difference_and_one_that_is_gone_is()
    {
        var (before, after) = (Canaries.Report([Canaries.X64(Ledgers.Predictions)]), Canaries.Report());
        Assert.Empty(ReportAgreement.Compare(before, after));
        Assert.NotEmpty(ReportAgreement.Compare(after, before));
    }

    [Fact]
    public void Any_canary_over_any_shards_counts_what_a_plain_comparison_finds() =>
        Gen.Select(Gen.Int[1, 120], Gen.Int[1, 130], Gen.Int[1, 30], Gen.Int[0, 1_000_000]).Sample((samples, canary, size, seed) =>
        {
            var random = new Random(seed);
            ImmutableArray<Prediction> Draw() => [.. Enumerable.Range(0, samples).Select(i => Ledgers.Scored($"{i}", 0, 1, random.Next(2)))];
            var (counted, arm, x64) = (Draw(), Draw(), Draw());
            var sources = Ledgers.Sources with { Spec = Ledgers.Sources.Spec with { Canary = canary }, Plan = JobPlan.Cut(samples, size) };
            var ranges = sources.Plan.CanaryRanges(canary);
            var agreement = Ledgers.Report(
                sources,
                Enumerable.Range(0, sources.Plan.Shards).Select(i => Ledgers.Shard(sources.Plan, counted, i, Ledgers.Edge, 0, 1)),
                Enumerable.Range(0, ranges.Length).SelectMany(i => new[] { Ledgers.Canary(sources, arm, "arm64", i, Ledgers.Edge), Ledgers.Canary(sources, x64, "x64", i, Ledgers.Cloud) })).Agreement!;
            var positions = ranges.SelectMany(r => Enumerable.Range((int)r.Start, (int)r.Count)).ToList();
            return agreement.Samples == Math.Min(samples, canary)
                && agreement.Compared == positions.Count
                && agreement.Differing == positions.Count(i => arm[i].Top[0].Class != x64[i].Top[0].Class)
                && agreement.ComparedWithResults == positions.Count
                && agreement.DifferingFromResults == positions.Count(i => x64[i].Top[0].Class != counted[i].Top[0].Class);
        });

    private static ReportedAgreement Agreement(params IEnumerable<ShardResult> canaries) => Canaries.Report(canaries).Agreement!;

    private static (ReportSources Sources, ImmutableArray<Prediction> All) Large(int samples, int canary) => (
        Ledgers.Sources with { Spec = Ledgers.Sources.Spec with { Canary = canary }, Plan = JobPlan.Cut(samples, samples) },
        [.. Enumerable.Range(0, samples).Select(i => Ledgers.Scored($"{i}", 0, 1, 0))]);
}
