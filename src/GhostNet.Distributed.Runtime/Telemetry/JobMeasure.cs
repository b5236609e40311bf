using GhostNet.Distributed.Runtime.Coordination;

namespace GhostNet.Distributed.Runtime.Telemetry;

/// <summary>What is measured of an unfinished job at one moment.</summary>
internal readonly record struct JobMeasure
{
    /// <summary>Pending or running.</summary>
    public required JobState State { get; init; }

    /// <summary>Which nodes may work on it; <c>any</c> for all.</summary>
    public required string Selector { get; init; }

    /// <summary>Shards that are neither accepted nor leased.</summary>
    public required int Queued { get; init; }

    /// <summary>Shards that are leased.</summary>
    public required int Leased { get; init; }

    /// <summary>Live workers that may work on it.</summary>
    public required int Matching { get; init; }

    /// <summary>What it cannot go on without.</summary>
    public required WaitingFor Waiting { get; init; }

    /// <summary>How long nothing was accepted although it waits for nothing.</summary>
    public required TimeSpan ProgressAge { get; init; }

    /// <summary>Failures ÷ failures that make the report INVALID.</summary>
    public required double BudgetUsed { get; init; }

    /// <summary>The same as it is expected at the job's end.</summary>
    public required double BudgetBurn { get; init; }

    /// <summary>Leases that have ended without a word since the coordinator began.</summary>
    public required long ExpiredLeases { get; init; }
}
