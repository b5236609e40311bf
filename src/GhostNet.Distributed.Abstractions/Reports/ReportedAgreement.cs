using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>
/// Whether the architectures of a cluster say the same of the same samples: what became of the canary that <see cref="JobSpec.Canary"/> asked for. Told beside the verdict
/// and no part of it: every sample is still counted once, whatever another architecture would have said.
/// </summary>
public sealed record ReportedAgreement
{
    /// <summary>Samples of the canary: what was asked for, or the whole dataset when it is smaller.</summary>
    public required long Samples { get; init; }

    /// <summary>A line an architecture, by name.</summary>
    public required ImmutableArray<ReportedCanary> Architectures { get; init; }

    /// <summary>Samples that were run on two architectures at least.</summary>
    public required long Compared { get; init; }

    /// <summary>Samples compared for which two architectures found another top-1 class, or one of them a failure that the other did not.</summary>
    public required long Differing { get; init; }

    /// <summary>
    /// The largest difference between two architectures' scores (logits, for most classifiers) of the same class for the same sample, over the classes that both found among the best. Null where
    /// there is none to compare, and in reports of releases that did not tell.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? LargestScoreDifference { get; init; }

    /// <summary>Canary predictions whose sample was counted in the job as another host saw it.</summary>
    public required long ComparedWithResults { get; init; }

    /// <summary>Those of them with another top-1 class or failure than the one counted.</summary>
    public required long DifferingFromResults { get; init; }

    /// <summary>The samples that differ, between architectures or from the result counted, in manifest order; the first 100 when there are more.</summary>
    public required ImmutableArray<ReportedDisagreement> Differences { get; init; }

    /// <summary>Why a canary result of the ledger was left out; mostly empty.</summary>
    public required ImmutableArray<string> LeftOut { get; init; }

    /// <summary>All of that in words.</summary>
    public required string Conclusion { get; init; }
}

/// <summary>What one architecture ran of the canary.</summary>
/// <param name="Architecture">The architecture, such as <c>arm64</c>.</param>
/// <param name="Hosts">Names of the hosts that did it.</param>
/// <param name="Samples">Samples run; fewer than the canary's when the architecture's last host left, or its canary was given up.</param>
public sealed record ReportedCanary(string Architecture, ImmutableArray<string> Hosts, long Samples);

/// <summary>A canary sample on which not all agree.</summary>
/// <param name="Sample">The sample: its path in the dataset.</param>
/// <param name="Label">The expected class; null for an unlabelled sample.</param>
/// <param name="Canary">What was found on each architecture, by its name.</param>
/// <param name="Counted">What the job counted; null when it is not among what was compared.</param>
public sealed record ReportedDisagreement(string Sample, int? Label, ImmutableArray<ReportedOutcome> Canary, ReportedOutcome? Counted);

/// <summary>What one host found in a sample: the best class with its score, or a failure.</summary>
public sealed record ReportedOutcome(
    string Architecture,
    string Host,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Class = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? Score = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FailureKind? Failure = null);
