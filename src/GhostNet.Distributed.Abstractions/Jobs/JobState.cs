namespace GhostNet.Distributed;

/// <summary>Where a job stands: Pending → Running → Succeeded, Failed or Canceled.</summary>
[GenerateSerializer, Alias("ghostnet.JobState")]
public enum JobState
{
    /// <summary>Submitted; no worker has taken a shard yet.</summary>
    Pending,

    /// <summary>Shards are being worked on, or the report is being made.</summary>
    Running,

    /// <summary>Every shard is accepted and the report is written; whether the report is VALID is another question.</summary>
    Succeeded,

    /// <summary>The job cannot be finished; the status says why.</summary>
    Failed,

    /// <summary>The job was canceled.</summary>
    Canceled,
}
