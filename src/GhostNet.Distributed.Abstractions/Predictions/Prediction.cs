using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>What the model said of one sample, or why it could not.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.Prediction")]
public sealed record Prediction
{
    /// <summary>The sample: its path in the dataset.</summary>
    [Id(0)]
    public required string Sample { get; init; }

    /// <summary>The expected class; null for an unlabelled sample.</summary>
    [Id(1)]
    public int? Label { get; init; }

    /// <summary>The classes with the highest scores, best first; empty for a failure.</summary>
    [Id(2)]
    [JsonRequired]
    public ImmutableArray<ScoredClass> Top { get; init; } = [];

    /// <summary>Why there is no prediction; null when there is one.</summary>
    [Id(3)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Failure? Failure { get; init; }

    /// <summary>Microseconds from the start of the sample's decode to the end of its batch's inference; 0 for a failure that never reached the model.</summary>
    [Id(4)]
    public long LatencyMicroseconds { get; init; }

    /// <summary>Whether the label is among the first five classes and where, from 0; null when it is not, or not known.</summary>
    /// <remarks>Kept because <see cref="Top"/> may be shorter than five.</remarks>
    [Id(5)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? LabelRank { get; init; }
}

/// <summary>One class of a prediction.</summary>
/// <param name="Class">The class index.</param>
/// <param name="Score">The model's output for it, as it came (a logit, for most classifiers).</param>
/// <param name="Probability">The softmax over all classes, 0…1.</param>
[GenerateSerializer, Immutable, Alias("ghostnet.ScoredClass")]
public readonly record struct ScoredClass(
    [property: Id(0), JsonRequired] int Class, [property: Id(1), JsonRequired] float Score, [property: Id(2), JsonRequired] float Probability);
