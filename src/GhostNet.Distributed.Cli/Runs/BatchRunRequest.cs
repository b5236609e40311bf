namespace GhostNet.Distributed.Cli.Runs;

/// <summary>What a person asks of an embedded job. Paths are as they were typed.</summary>
internal sealed record BatchRunRequest
{
    public required JobKind Kind { get; init; }

    public required string Model { get; init; }

    public required string Images { get; init; }

    public string? Classes { get; init; }

    public string? Labels { get; init; }

    /// <summary>Files that are known to lie among the images and to be none, so that nobody need be told.</summary>
    public IReadOnlyList<string> OtherFiles { get; init; } = [];

    public string? Recipe { get; init; }

    public string? Out { get; init; }

    public int? ShardSize { get; init; }

    public int Top { get; init; } = 5;

    public ErrorBudget MaxFailed { get; init; } = ErrorBudget.Unlimited;

    public int? Threads { get; init; }

    public int? Batch { get; init; }
}
