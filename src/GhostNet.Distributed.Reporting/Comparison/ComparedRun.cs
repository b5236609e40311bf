namespace GhostNet.Distributed.Reporting;

/// <summary>One of two runs that are compared: its report, its predictions, or both.</summary>
public sealed record ComparedRun
{
    /// <summary>What the reader calls it, such as the path that was given.</summary>
    public required string Name { get; init; }

    /// <summary>Its report; null when only predictions are at hand.</summary>
    public Report? Report { get; init; }

    /// <summary>Its predictions, each time from the first; null when only a report is at hand.</summary>
    public Func<CancellationToken, IAsyncEnumerable<Prediction>>? Predictions { get; init; }
}
