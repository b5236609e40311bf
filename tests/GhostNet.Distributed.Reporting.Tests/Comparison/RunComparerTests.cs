using System.Collections.Immutable;
using System.Text.Json;
using CsCheck;

namespace GhostNet.Distributed.Reporting.Tests.Comparison;

public class RunComparerTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    // Its first, second and fourth sample are other than those of the job: right to wrong, wrong to right, one failure to another.
    private static readonly ImmutableArray<Prediction> Other = Ledgers.Predictions
        .SetItem(0, Ledgers.Scored("n01/a_1.jpg", 0, 1, 2, 0, 1))
        .SetItem(1, Ledgers.Scored("n01/a_2.jpg", 0, 1, 0, 1, 2))
        .SetItem(3, Ledgers.Failed("n01/[x](y)|`z`.jpg", 0, FailureKind.Damaged, "other"));

    [Fact]
    public async Task A_run_is_the_same_as_itself()
    {
        var comparison = await RunComparer.CompareAsync(Whole("a", Ledgers.Predictions), Whole("b", Ledgers.Predictions), Stop);
        Assert.True(comparison.Same);
        Assert.Empty(comparison.DifferentSubjects!.Value);
        Assert.Equal(new AccuracyDifference(0, true), comparison.Top1);
        Assert.Equal((12, 0, 0, 0, 0), (comparison.Paired!.Samples, comparison.Paired.OnlyInA, comparison.Paired.OnlyInB, comparison.Paired.DifferentLabels, comparison.Paired.Differing));
        Assert.Equal(new McNemarTest(0, 0, 1), comparison.Paired.McNemar);
    }

    [Fact]
    public async Task Scores_hosts_and_latencies_are_no_difference()
    {
        ImmutableArray<Prediction> other = [.. Ledgers.Predictions.Select(p => p with { LatencyMicroseconds = 7, Top = [.. p.Top.Select(c => c with { Score = c.Score + 1 })] })];
        Assert.True((await RunComparer.CompareAsync(Whole("a", Ledgers.Predictions), Lines("b", other), Stop)).Same);
    }

    [Fact]
    public async Task Samples_that_differ_are_counted_and_listed_and_tested()
    {
        var comparison = await RunComparer.CompareAsync(Whole("a", Ledgers.Predictions), Whole("b", Other), Stop);
        Assert.False(comparison.Same);
        Assert.Equal(3, comparison.Paired!.Differing);
        Assert.Equal(
            [
                new PairedDifference("n01/a_1.jpg", 0, new PairedOutcome(0, 9.5f), new PairedOutcome(2, 9.5f)),
                new PairedDifference("n01/a_2.jpg", 0, new PairedOutcome(1, 9.5f), new PairedOutcome(0, 9.5f)),
                new PairedDifference("n01/[x](y)|`z`.jpg", 0, new PairedOutcome(Failure: FailureKind.Truncated), new PairedOutcome(Failure: FailureKind.Damaged)),
            ],
            comparison.Paired.Differences);
        Assert.Equal(new McNemarTest(1, 1, 1), comparison.Paired.McNemar);
    }

    [Fact]
    public async Task Predictions_alone_have_the_accuracy_and_digest_of_their_report()
    {
        var comparison = await RunComparer.CompareAsync(Whole("a", Other), Lines("b", Other), Stop);
        Assert.True(comparison.Same);
        Assert.Equal(comparison.A.Top1, comparison.B.Top1);
        Assert.Equal(comparison.A.Samples, comparison.B.Samples);
        Assert.Null(comparison.B.Verdict);
        Assert.Null(comparison.B.Top5);
        Assert.Null(comparison.DifferentSubjects);
    }

    [Fact]
    public async Task Reports_alone_are_compared_by_digest_and_not_by_sample()
    {
        var comparison = await RunComparer.CompareAsync(Reported("a", Ledgers.Predictions), Reported("b", Other), Stop);
        Assert.False(comparison.Same);
        Assert.Null(comparison.Paired);
        Assert.Equal(0, comparison.Top1!.Difference);
    }

    [Fact]
    public async Task A_report_against_predictions_is_not_compared_by_sample()
    {
        var comparison = await RunComparer.CompareAsync(Reported("a", Ledgers.Predictions), Lines("b", Ledgers.Predictions), Stop);
        Assert.True(comparison.Same);
        Assert.Null(comparison.Paired);
    }

    [Fact]
    public async Task Models_datasets_and_recipes_that_differ_are_named()
    {
        var other = Whole("b", Other);
        var report = other.Report!;
        other = other with { Report = report with { Model = report.Model with { Digest = "1" }, Dataset = report.Dataset with { Digest = "2" }, Recipe = report.Recipe with { Digest = "3" } } };
        Assert.Equal(["model", "dataset", "recipe"], (await RunComparer.CompareAsync(Whole("a", Other), other, Stop)).DifferentSubjects!.Value);
    }

    [Theory]
    [InlineData(10, 1000, 100, 1000, 0.09, false)]
    [InlineData(500, 1000, 510, 1000, 0.01, true)]
    [InlineData(510, 1000, 500, 1000, -0.01, true)]
    public void The_difference_of_accuracies_is_B_minus_A_and_says_whether_intervals_overlap(long a, long ofA, long b, long ofB, double difference, bool overlap) =>
        Assert.Equal(new AccuracyDifference(difference, overlap), AccuracyDifference.Of(Share(a, ofA), Share(b, ofB)));

    [Fact]
    public async Task Samples_of_one_run_alone_are_counted()
    {
        var comparison = await RunComparer.CompareAsync(Lines("a", Ledgers.Predictions[..10]), Lines("b", Ledgers.Predictions[3..]), Stop);
        Assert.Equal((7, 3, 2, 0), (comparison.Paired!.Samples, comparison.Paired.OnlyInA, comparison.Paired.OnlyInB, comparison.Paired.Differing));
    }

    [Fact]
    public async Task Samples_with_another_label_are_counted_and_not_tested()
    {
        ImmutableArray<Prediction> relabelled = [.. Ledgers.Predictions.Select(p => p with { Label = 5, LabelRank = null })];
        var comparison = await RunComparer.CompareAsync(Lines("a", Ledgers.Predictions), Lines("b", relabelled), Stop);
        Assert.False(comparison.Same);
        Assert.Equal((12, 0), (comparison.Paired!.DifferentLabels, comparison.Paired.Differing));
        Assert.Null(comparison.Paired.McNemar);
    }

    [Fact]
    public async Task Unlabelled_predictions_have_no_accuracy_and_no_test()
    {
        ImmutableArray<Prediction> unlabelled = [Ledgers.Scored("a", null, 1, 1), Ledgers.Failed("b", null, FailureKind.Empty, "")];
        var comparison = await RunComparer.CompareAsync(Lines("a", unlabelled), Lines("b", unlabelled), Stop);
        Assert.Null(comparison.A.Top1);
        Assert.Null(comparison.Top1);
        Assert.Null(comparison.Paired!.McNemar);
    }

    [Fact]
    public async Task Of_many_differences_the_first_twenty_are_listed()
    {
        ImmutableArray<Prediction> Of(int index) => [.. Enumerable.Range(0, 50).Select(i => Ledgers.Scored($"{i}", 0, 1, index))];
        var paired = (await RunComparer.CompareAsync(Lines("a", Of(0)), Lines("b", Of(1)), Stop)).Paired!;
        Assert.Equal(50, paired.Differing);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), paired.Differences.Select(d => d.Sample));
    }

    [Fact]
    public async Task Predictions_that_are_not_those_of_their_report_are_refused()
    {
        var fault = await Assert.ThrowsAsync<JsonException>(() => RunComparer.CompareAsync(Whole("a", Other), Whole("mixed", Other) with { Predictions = Lines("", Ledgers.Predictions).Predictions }, Stop));
        Assert.StartsWith("mixed: the predictions have the digest ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sample_that_is_there_twice_is_refused()
    {
        var fault = await Assert.ThrowsAsync<JsonException>(() => RunComparer.CompareAsync(Lines("a", [Other[0], Other[0]]), Lines("b", [Other[1], Other[2]]), Stop));
        Assert.Equal("The sample n01/a_1.jpg is there twice, so it has no one partner.", fault.Message);
    }

    [Fact]
    public async Task A_run_of_which_nothing_is_at_hand_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => RunComparer.CompareAsync(new ComparedRun { Name = "a" }, Whole("b", Other), Stop));

    [Fact]
    public Task Any_two_orders_of_any_samples_pair_those_that_both_have() =>
        Gen.Select(Gen.Int[0, 40].HashSet[0, 20], Gen.Int[0, 40].HashSet[0, 20], Gen.Int[0, 1_000_000]).SampleAsync(async (a, b, seed) =>
        {
            var random = new Random(seed);
            ImmutableArray<Prediction> Shuffled(HashSet<int> samples) => [.. samples.Select(i => Ledgers.Scored($"{i}", 0, 1, random.Next(2))).OrderBy(_ => random.Next())];
            var (ofA, ofB) = (Shuffled(a), Shuffled(b));
            var paired = (await RunComparer.CompareAsync(Lines("a", ofA), Lines("b", ofB), Stop)).Paired!;
            var both = ofA.Join(ofB, p => p.Sample, p => p.Sample, (x, y) => (A: x.Top[0].Class, B: y.Top[0].Class)).ToList();
            return (paired.Samples, paired.OnlyInA, paired.OnlyInB, paired.Differing) == (both.Count, ofA.Length - both.Count, ofB.Length - both.Count, both.Count(p => p.A != p.B))
                && (paired.McNemar?.OnlyARight ?? 0) == both.Count(p => p.A == 0 && p.B == 1)
                && (paired.McNemar?.OnlyBRight ?? 0) == both.Count(p => p.A == 1 && p.B == 0);
        });

    private static Accuracy Share(long correct, long of)
    {
        var interval = WilsonInterval.Of(correct, of);
        return new Accuracy(correct, of, (double)correct / of, interval.Low, interval.High);
    }

    private static ComparedRun Whole(string name, ImmutableArray<Prediction> predictions) => Lines(name, predictions) with { Report = Reported(name, predictions).Report };

    private static ComparedRun Reported(string name, ImmutableArray<Prediction> predictions) => new()
    {
        Name = name,
        Report = Ledgers.Report(Enumerable.Range(0, 3).Select(i => Ledgers.Shard(Ledgers.Sources.Plan, predictions, i, Ledgers.Edge, 0, 1))),
    };

    private static ComparedRun Lines(string name, ImmutableArray<Prediction> predictions) => new() { Name = name, Predictions = _ => predictions.ToAsyncEnumerable() };
}
