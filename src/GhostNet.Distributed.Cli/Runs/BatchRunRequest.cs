using GhostNet.Distributed.Datasets;

namespace GhostNet.Distributed.Cli.Runs;

/// <summary>What a person asks of a job. Paths and locations are as they were typed.</summary>
internal sealed record BatchRunRequest
{
    public required JobKind Kind { get; init; }

    public required string Model { get; init; }

    /// <summary>A folder or another store's location; null only when a dataset is named that says where its images are.</summary>
    public string? Images { get; init; }

    /// <summary>A dataset that the ledger has already, <c>NAME@DIGEST</c>; null indexes the images.</summary>
    public string? Dataset { get; init; }

    /// <summary>Name of the dataset that is made of the images; by their location when null.</summary>
    public DatasetName? DatasetName { get; init; }

    public string? Classes { get; init; }

    public string? Labels { get; init; }

    /// <summary>Files that are known to lie among the images and to be none, so that nobody need be told.</summary>
    public IReadOnlyList<string> OtherFiles { get; init; } = [];

    public string? Recipe { get; init; }

    public string? Out { get; init; }

    public int? ShardSize { get; init; }

    public int Top { get; init; } = 5;

    public ErrorBudget MaxFailed { get; init; } = ErrorBudget.Unlimited;

    public int Priority { get; init; }

    public NodeSelector? Selector { get; init; }

    public int Canary { get; init; }

    public TimeSpan? SampleTimeLimit { get; init; }

    public int? Threads { get; init; }

    public int? Batch { get; init; }

    /// <summary>The word of a graph's target; null leaves it to the processor and a measurement.</summary>
    public string? Graph { get; init; }
}
