namespace GhostNet.Distributed.Reporting;

/// <summary>What a report is made from, besides the results of the shards: the rest of the ledger that concerns the job.</summary>
public sealed record ReportSources
{
    /// <summary>The job's spec: <c>job.json</c>.</summary>
    public required JobSpec Spec { get; init; }

    /// <summary>The job's shards: <c>plan.json</c>.</summary>
    public required JobPlan Plan { get; init; }

    /// <summary>The model's <c>card.json</c>, repeated in the report; null when there is none.</summary>
    public string? ModelCard { get; init; }

    /// <summary>The canonical JSON of the recipe that was applied: the spec's, or else the card's.</summary>
    public required string Recipe { get; init; }

    /// <summary>SHA-256 of <see cref="Recipe"/>, in lower-case hexadecimal.</summary>
    public required string RecipeDigest { get; init; }
}
