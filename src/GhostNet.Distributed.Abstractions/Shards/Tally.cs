using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>
/// Counts of samples. Tallies merge by addition, in any order and grouping; ratios are computed where they are shown.
/// </summary>
/// <param name="Scored">Samples with a prediction.</param>
/// <param name="Failed">Samples without one; each has a reason.</param>
/// <param name="Top1Correct">Scored samples whose first class is the label.</param>
/// <param name="Top5Correct">Scored samples with the label among the first five classes.</param>
[GenerateSerializer, Immutable, Alias("ghostnet.Tally")]
public readonly record struct Tally(
    [property: Id(0), JsonRequired] long Scored,
    [property: Id(1), JsonRequired] long Failed,
    [property: Id(2), JsonRequired] long Top1Correct,
    [property: Id(3), JsonRequired] long Top5Correct)
{
    /// <summary>Samples counted: scored and failed.</summary>
    [JsonIgnore]
    public long Samples => Scored + Failed;

    /// <summary>The sum of two tallies.</summary>
    public static Tally operator +(Tally a, Tally b) =>
        new(a.Scored + b.Scored, a.Failed + b.Failed, a.Top1Correct + b.Top1Correct, a.Top5Correct + b.Top5Correct);

    /// <summary>The sum of two tallies.</summary>
    public Tally Add(Tally other) => this + other;

    /// <summary>The tally of one sample.</summary>
    public static Tally Of(Prediction prediction)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return prediction.Failure is not null
            ? new Tally(0, 1, 0, 0)
            : new Tally(1, 0, prediction.LabelRank == 0 ? 1 : 0, prediction.LabelRank is >= 0 and < 5 ? 1 : 0);
    }
}
