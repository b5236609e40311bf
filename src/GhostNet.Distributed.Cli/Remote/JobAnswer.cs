using System.Text.Json;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed.Cli.Remote;

/// <summary>A job's status as <c>-o json</c> prints it; its spec too where one job is asked for.</summary>
internal sealed record JobAnswer(
    string Id, JobState State, string? Reason, long Samples, long Scored, long Failed, long Top1Correct, long Top5Correct, int Shards, int AcceptedShards, int LeasedShards, int RecoveredShards)
{
    /// <summary>What the job is to do, as the ledger has it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Spec { get; init; }

    /// <summary>The answer for a status.</summary>
    public static JobAnswer Of(JobStatus status, JobSpec? spec = null) => new(
        status.Id.Value,
        status.State,
        status.Reason,
        status.Samples,
        status.Tally.Scored,
        status.Tally.Failed,
        status.Tally.Top1Correct,
        status.Tally.Top5Correct,
        status.Shards,
        status.AcceptedShards,
        status.LeasedShards,
        status.RecoveredShards)
    {
        Spec = spec is null ? null : JsonElement.Parse(spec.ToJson()),
    };
}
