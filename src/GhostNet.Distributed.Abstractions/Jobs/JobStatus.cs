namespace GhostNet.Distributed;

/// <summary>A job at one moment.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.JobStatus")]
public sealed record JobStatus
{
    /// <summary>The job.</summary>
    [Id(0)]
    public required JobId Id { get; init; }

    /// <summary>Where it stands.</summary>
    [Id(1)]
    public required JobState State { get; init; }

    /// <summary>Why it stands there, when there is something to say: what it waits for, why it failed.</summary>
    [Id(2)]
    public string? Reason { get; init; }

    /// <summary>Samples in the dataset.</summary>
    [Id(3)]
    public required long Samples { get; init; }

    /// <summary>The sum of the accepted shards.</summary>
    [Id(4)]
    public required Tally Tally { get; init; }

    /// <summary>Shards in the plan.</summary>
    [Id(5)]
    public required int Shards { get; init; }

    /// <summary>Shards whose result the ledger holds.</summary>
    [Id(6)]
    public required int AcceptedShards { get; init; }

    /// <summary>Shards that a worker holds a lease on.</summary>
    [Id(7)]
    public required int LeasedShards { get; init; }

    /// <summary>Shards that were in the ledger already when this coordinator started: what a resumed job did not do again.</summary>
    [Id(8)]
    public required int RecoveredShards { get; init; }

    /// <summary>Whether nothing more will happen to the job.</summary>
    public bool IsFinal => State is JobState.Succeeded or JobState.Failed or JobState.Canceled;
}
