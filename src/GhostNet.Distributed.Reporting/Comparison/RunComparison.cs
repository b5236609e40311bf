using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed.Reporting;

/// <summary>What two runs have in common and what not.</summary>
public sealed record RunComparison
{
    /// <summary>Whether the predictions are the same: sample by sample, label and top-1 class or kind of failure.</summary>
    public required bool Same { get; init; }

    /// <summary>The first run.</summary>
    public required ComparedSide A { get; init; }

    /// <summary>The second run.</summary>
    public required ComparedSide B { get; init; }

    /// <summary>Which of model, dataset and recipe differ; null when a run has no report to tell.</summary>
    public required ImmutableArray<string>? DifferentSubjects { get; init; }

    /// <summary>The two top-1 accuracies against each other; null when a run has none.</summary>
    public required AccuracyDifference? Top1 { get; init; }

    /// <summary>The two top-5 accuracies against each other; null when a run has none.</summary>
    public required AccuracyDifference? Top5 { get; init; }

    /// <summary>The predictions sample by sample; null when a run has none at hand.</summary>
    public required PairedPredictions? Paired { get; init; }
}

/// <summary>One of the two runs.</summary>
/// <param name="Name">What the reader calls it.</param>
/// <param name="Verdict">The verdict of its report; null without one.</param>
/// <param name="PredictionsDigest">SHA-256 over the predictions (see <see cref="Distributed.PredictionsDigest"/>).</param>
/// <param name="Samples">How many samples it counts.</param>
/// <param name="Top1">Top-1; of predictions without a report, over the scored samples that have a label. Null when labels were not compared.</param>
/// <param name="Top5">Top-5, which a report alone can tell; null otherwise.</param>
/// <param name="Model">The model; null without a report.</param>
/// <param name="Dataset">The dataset; null without a report.</param>
/// <param name="Recipe">The recipe's digest; null without a report.</param>
public sealed record ComparedSide(
    string Name, Verdict? Verdict, string PredictionsDigest, SampleCounts Samples, Accuracy? Top1, Accuracy? Top5, ComparedSubject? Model, ComparedSubject? Dataset, string? Recipe);

/// <summary>What was measured, by name and digest.</summary>
public sealed record ComparedSubject(string Name, string Digest);

/// <summary>Two accuracies against each other.</summary>
/// <param name="Difference">B minus A, as a share: 0.01 is one percentage point.</param>
/// <param name="IntervalsOverlap">Whether the two 95 % intervals have values in common. When both runs saw the same samples, McNemar's test is the sharper question.</param>
public sealed record AccuracyDifference(double Difference, bool IntervalsOverlap)
{
    /// <summary>The difference of two accuracies; null when there are not two.</summary>
    public static AccuracyDifference? Of(Accuracy? a, Accuracy? b) =>
        a is null || b is null ? null : new AccuracyDifference(Math.Round(b.Ratio - a.Ratio, 6), a.Low <= b.High && b.Low <= a.High);
}

/// <summary>Two runs sample by sample.</summary>
/// <param name="Samples">Samples that both runs have.</param>
/// <param name="OnlyInA">Samples that the second run does not have.</param>
/// <param name="OnlyInB">Samples that the first run does not have.</param>
/// <param name="DifferentLabels">Samples that both have with another label each.</param>
/// <param name="Differing">Samples that both have with another top-1 class or kind of failure each.</param>
/// <param name="Differences">The first 20 of those, in the order of the runs.</param>
/// <param name="McNemar">The test on what each run had right; null when no sample was scored with one label in both.</param>
public sealed record PairedPredictions(
    long Samples, long OnlyInA, long OnlyInB, long DifferentLabels, long Differing, ImmutableArray<PairedDifference> Differences, McNemarTest? McNemar);

/// <summary>A sample of which two runs say different things.</summary>
public sealed record PairedDifference(string Sample, int? Label, PairedOutcome A, PairedOutcome B);

/// <summary>What one run says of a sample: the best class with its score, or a failure.</summary>
public sealed record PairedOutcome(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Class = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? Score = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FailureKind? Failure = null)
{
    /// <summary>The outcome of a prediction.</summary>
    public static PairedOutcome Of(Prediction prediction)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return prediction.Failure is { } failure ? new PairedOutcome(Failure: failure.Kind) : new PairedOutcome(prediction.Top[0].Class, prediction.Top[0].Score);
    }

    /// <summary>Whether two outcomes are one in the predictions digest: scores may differ.</summary>
    public bool Agrees(PairedOutcome other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Class == other.Class && Failure == other.Failure;
    }
}
