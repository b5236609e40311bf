using System.Text.Json;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>What a job is to do. Stored once, never changed; the same id with another spec is a conflict.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.JobSpec")]
public sealed record JobSpec
{
    private const int DefaultTopK = 5;

    /// <summary>A spec with the defaults.</summary>
    public JobSpec()
    {
    }

    // Generated JSON code assigns every init-only property, so one that is left out of the text would lose its initializer; the default of a parameter it keeps.
    [JsonConstructor]
    internal JobSpec(int topK = DefaultTopK) => TopK = topK;

    /// <summary>The caller's name for the job.</summary>
    [Id(0)]
    public required JobId Id { get; init; }

    /// <summary>Whether labels are compared, or images only classified.</summary>
    [Id(1)]
    public JobKind Kind { get; init; } = JobKind.Evaluate;

    /// <summary>The model, as the ledger's store holds it.</summary>
    [Id(2)]
    public required ModelRef Model { get; init; }

    /// <summary>The dataset, as the ledger's store holds its manifest.</summary>
    [Id(3)]
    public required DatasetRef Dataset { get; init; }

    /// <summary>The recipe as canonical JSON, as in the model's card; null takes the card's own.</summary>
    [Id(4)]
    public string? Recipe { get; init; }

    /// <summary>
    /// Samples in a shard, 1 to 65,536; null chooses by the dataset's size. Small shards lose less when a worker dies and cost more ledger blobs; the predictions do not depend on it.
    /// </summary>
    [Id(5)]
    public int? ShardSize { get; init; }

    /// <summary>Classes kept for each sample, 1 to 100; top-5 accuracy is counted whatever it is.</summary>
    [Id(6)]
    public int TopK { get; init; } = DefaultTopK;

    /// <summary>How many samples may fail before the report is INVALID.</summary>
    [Id(7)]
    public ErrorBudget MaxFailedSamples { get; init; } = ErrorBudget.Unlimited;

    /// <summary>Jobs of a higher priority are given all the work that workers can take before others are given any, −100 to 100; equal ones share.</summary>
    [Id(8)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Priority { get; init; }

    /// <summary>Which nodes may work on the job; null for any. A job that no live node may work on waits, and says what is missing.</summary>
    [Id(9)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NodeSelector? NodeSelector { get; init; }

    /// <summary>Samples, spread over the dataset, that are run on every architecture of the cluster to see whether they agree; 0 for none.</summary>
    [Id(10)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Canary { get; init; }

    /// <summary>How long decoding, resizing and inference of one sample may take before it is a failure of kind <see cref="FailureKind.TimedOut"/>; null for no limit. 10 ms to 1 h.</summary>
    [Id(11)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeSpan? SampleTimeLimit { get; init; }

    /// <summary>The canonical JSON: what the ledger stores, and what two specs are compared by.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LedgerJson.Default.JobSpec);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a job spec.</exception>
    public static JobSpec Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, LedgerJson.Default.JobSpec) ?? throw new JsonException("The job spec is the JSON value null.");

    /// <summary>Checks every range.</summary>
    /// <exception cref="InvalidJobSpecException">A value is out of range; all faults are told at once.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (Id.Value is null)
        {
            faults.Add("the id is empty");
        }

        if (ShardSize is < 1 or > JobPlan.MaxShardSize)
        {
            faults.Add($"ShardSize is {ShardSize}; expected 1 to {JobPlan.MaxShardSize}");
        }

        if (TopK is < 1 or > 100)
        {
            faults.Add($"TopK is {TopK}; expected 1 to 100");
        }

        if (Priority is < -100 or > 100)
        {
            faults.Add($"Priority is {Priority}; expected -100 to 100");
        }

        if (Canary is < 0 or > JobPlan.MaxShardSize)
        {
            faults.Add($"Canary is {Canary}; expected 0 to {JobPlan.MaxShardSize}");
        }

        if (SampleTimeLimit is { } limit && (limit < TimeSpan.FromMilliseconds(10) || limit > TimeSpan.FromHours(1)))
        {
            faults.Add(FormattableString.Invariant($"SampleTimeLimit is {limit.TotalSeconds} s; expected 0.01 to 3600 s"));
        }

        if (faults.Count > 0)
        {
            throw new InvalidJobSpecException($"The job cannot be submitted: {string.Join("; ", faults)}.");
        }
    }
}
