using System.Collections.Immutable;
using CsCheck;

namespace GhostNet.Distributed.Reporting.Tests.Folding;

public class ReportFiguresTests
{
    [Fact]
    public void Accuracy_is_of_the_scored_samples_with_its_interval()
    {
        var report = Ledgers.Report(Ledgers.Results);
        var interval = WilsonInterval.Of(6, 9);
        Assert.Equal(new Accuracy(6, 9, 0.666667, Math.Round(interval.Low, 6), Math.Round(interval.High, 6)), report.Top1);
        Assert.Equal((9, 9, 1.0, 1.0), (report.Top5!.Correct, report.Top5.Of, report.Top5.Ratio, report.Top5.High));
    }

    [Fact]
    public void A_job_that_only_predicts_has_neither_accuracy_nor_classes()
    {
        var report = Ledgers.Report(Ledgers.Sources with { Spec = Ledgers.Sources.Spec with { Kind = JobKind.Predict } }, Ledgers.Results);
        Assert.Equal(Verdict.Valid, report.Verdict);
        Assert.Null(report.Top1);
        Assert.Null(report.Top5);
        Assert.Empty(report.Classes);
    }

    [Fact]
    public void Classes_are_counted_by_label_with_the_names_of_the_card() =>
        Assert.Equal(
            [
                new ReportedClass(0, "n01", "tench, Tinca tinca", 3, 2),
                new ReportedClass(1, "n02", "goldfish", 3, 3),
                new ReportedClass(2, "n03", "great | white *shark*", 3, 1),
            ],
            Ledgers.Report(Ledgers.Results).Classes);

    [Theory]
    [InlineData(null)]
    [InlineData("{}")]
    [InlineData("""{"labels":[]}""")]
    [InlineData("""{"labels":"many"}""")]
    [InlineData("""{"labels":[null,7,{"id":3}]}""")]
    public void Classes_without_labels_in_the_card_have_no_names(string? card) =>
        Assert.Equal(
            [new ReportedClass(0, null, null, 3, 2), new ReportedClass(1, null, null, 3, 3), new ReportedClass(2, null, null, 3, 1)],
            Ledgers.Report(Ledgers.Sources with { ModelCard = card }, Ledgers.Results).Classes);

    [Fact]
    public void Throughput_counts_the_time_in_which_a_shard_was_worked_on_and_no_pause()
    {
        // Shards 0 and 1 overlap in seconds 0 to 15; the process was down until second 100.
        var throughput = Ledgers.Report(Ledgers.Results).Throughput;
        Assert.Equal((0.6, 20.0), (throughput.ImagesPerSecond, throughput.Seconds));
    }

    [Fact]
    public void A_host_has_its_own_shards_times_and_stages()
    {
        var cloud = Ledgers.Report(Ledgers.Results).Hosts[0];
        var expected = new ReportedHost(Ledgers.Cloud, 1, new SampleCounts(4, 3, 1), 0.4, 10, new StageSeconds(1, 2.5, 0.5, 20.123))
        {
            ThreadSeconds = new ThreadSeconds(160, 1.25, 2.5, 0.5, 20.123, 0.25, 135.377),
        };
        Assert.Equal(expected, cloud);
    }

    [Fact]
    public void A_host_that_came_back_with_other_facts_has_a_row_for_each()
    {
        var rows = Ledgers.Report(Ledgers.Results).Hosts;
        Assert.Equal([("cloud-1", 16), ("edge-1", 2), ("edge-1", 4)], rows.Select(h => (h.Host.Name, h.Host.Threads)));
    }

    [Fact]
    public void Shards_of_equal_facts_share_a_row()
    {
        var report = Ledgers.Report(Ledgers.Shard(0, Ledgers.Edge, 0, 1), Ledgers.Shard(1, Ledgers.Edge with { }, 1, 3), Ledgers.Shard(2, Ledgers.Edge, 2, 4));
        Assert.Equal((3, 12, 4.0, 3.0), (Assert.Single(report.Hosts).Shards, report.Hosts[0].Samples.Total, report.Hosts[0].BusySeconds, report.Hosts[0].ImagesPerSecond));
    }

    [Fact]
    public void The_environment_lists_what_differs_once_and_sorted()
    {
        var environment = Ledgers.Report(Ledgers.Results).Environment;
        Assert.Equal(["arm64", "x64"], environment.Architectures);
        Assert.Equal(["0.1.0+abc"], environment.Products);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, -5)]
    public void Clocks_that_stand_still_or_run_backwards_make_a_rate_of_zero(double from, double to)
    {
        var report = Ledgers.Report(Enumerable.Range(0, 3).Select(i => Ledgers.Shard(i, Ledgers.Edge, from, to)));
        Assert.Equal((0, 0), (report.Throughput.ImagesPerSecond, report.Throughput.Seconds));
        Assert.Equal((0, 0), (report.Hosts[0].ImagesPerSecond, report.Hosts[0].BusySeconds));
        Assert.Equal(Verdict.Valid, report.Verdict);
        Assert.True(report.Job.FinishedAt >= report.Job.StartedAt);
    }

    [Fact]
    public void The_job_lasted_from_its_first_start_to_its_last_end_in_UTC()
    {
        var job = Ledgers.Report(Ledgers.Results.Select(r => r.With(h => h with { StartedAt = h.StartedAt.ToOffset(TimeSpan.FromHours(2)) }))).Job;
        Assert.Equal((Ledgers.Start, Ledgers.Start.AddSeconds(105)), (job.StartedAt, job.FinishedAt));
        Assert.Equal(TimeSpan.Zero, job.StartedAt!.Value.Offset);
    }

    [Fact]
    public void Latency_is_of_the_scored_samples_exact_in_mean_and_maximum_and_within_a_thousandth_in_percentiles()
    {
        var latency = Ledgers.Report(Ledgers.Results).Latency!;
        Assert.Equal((13_719.065, 123_456.789), (latency.MeanMs, latency.MaxMs));
        Assert.InRange(latency.P50Ms, 1.9, 1.9 * 1.001);
        Assert.InRange(latency.P90Ms, 2.2, 2.2 * 1.001);
        Assert.InRange(latency.P99Ms, 123_456.789 * 0.999, 123_456.789);
    }

    [Theory]
    [InlineData(long.MaxValue / 16, 576_460_752_303_423.5)]
    [InlineData(-5, 0)]
    public void An_absurd_latency_breaks_nothing(long microseconds, double maximum)
    {
        var plan = JobPlan.Cut(1, 1);
        var result = Ledgers.Shard(plan, [Ledgers.Scored("a", 0, microseconds, 0)], 0, Ledgers.Edge, 0, 1);
        var latency = Ledgers.Report(Ledgers.Sources with { Plan = plan }, result).Latency!;
        Assert.Equal(maximum, latency.MaxMs, 0.01);
        Assert.InRange(latency.P99Ms, 0, 3_600_000 * 1.001);
    }

    [Fact]
    public void Of_many_failures_the_first_thousand_are_named_and_all_are_counted()
    {
        var plan = JobPlan.Cut(1500, 500);
        ImmutableArray<Prediction> all = [.. Enumerable.Range(0, 1499).Select(i => Ledgers.Failed($"{i}", 0, FailureKind.Empty, "")), Ledgers.Scored("last", 0, 1, 0)];
        var report = Ledgers.Report(Ledgers.Sources with { Plan = plan }, Enumerable.Range(0, 3).Select(i => Ledgers.Shard(plan, all, i, Ledgers.Edge, 0, 1)));
        Assert.Equal(1499, report.FailureCounts["Empty"]);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), report.Failures.Select(f => f.Sample));
    }

    [Fact]
    public void Any_cut_into_shards_makes_the_same_report_apart_from_the_number_of_shards()
    {
        var whole = Fold(12);
        Gen.Int[1, 12].Sample(size => Fold(size) == whole);

        static string Fold(int size)
        {
            var plan = JobPlan.Cut(12, size);
            var results = Enumerable.Range(0, plan.Shards).Select(i => Ledgers.Shard(plan, Ledgers.Predictions, i, Ledgers.Edge, 0, 9).With(h => h with { Stages = default, Waits = new ThreadWaits(h.StartedAt, 0, 0), Attempt = i + 1 }));
            var report = Ledgers.Report(Ledgers.Sources with { Plan = plan }, results);
            return (report with
            {
                Job = report.Job with { Shards = 0 },
                Hosts = [.. report.Hosts.Select(h => h with { Shards = 0 })],
                Architectures = [.. report.Architectures!.Value.Select(a => a with { Shards = 0 })],
            }).ToJson();
        }
    }

    [Fact]
    public void Any_predictions_in_any_shards_add_up_to_what_a_plain_count_finds() =>
        Gen.Select(Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5]).Array[1, 60], Gen.Int[1, 20]).Sample((samples, size) =>
        {
            // Class 5 stands for a failure.
            ImmutableArray<Prediction> all =
                [.. samples.Select((s, i) => s.Item2 == 5 ? Ledgers.Failed($"{i}", s.Item1, FailureKind.Damaged, "") : Ledgers.Scored($"{i}", s.Item1, 10, s.Item2))];
            var plan = JobPlan.Cut(all.Length, size);
            var report = Ledgers.Report(Ledgers.Sources with { Plan = plan }, Enumerable.Range(0, plan.Shards).Select(i => Ledgers.Shard(plan, all, i, Ledgers.Edge, i, i + 1)));
            using var digest = new PredictionsDigest();
            all.ToList().ForEach(digest.Append);
            return report.Samples == new SampleCounts(all.Length, samples.Count(s => s.Item2 != 5), samples.Count(s => s.Item2 == 5))
                && report.Top1!.Correct == samples.Count(s => s.Item1 == s.Item2)
                && report.Classes.Sum(c => c.Top1Correct) == report.Top1.Correct
                && report.Classes.Sum(c => c.Samples) == report.Samples.Scored
                && report.PredictionsDigest == digest.Current()
                && report.Throughput.Seconds == plan.Shards;
        });

    [Fact]
    public void Host_attempt_and_times_do_not_change_the_digest()
    {
        var elsewhere = Ledgers.Results.Select((r, i) => r.With(h => h with { Host = Ledgers.Cloud, Attempt = 5, StartedAt = h.StartedAt.AddDays(i), FinishedAt = h.FinishedAt.AddDays(i) }));
        Assert.Equal(Ledgers.Report(Ledgers.Results).PredictionsDigest, Ledgers.Report(elsewhere).PredictionsDigest);
    }
}
