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

        if (faults.Count > 0)
        {
            throw new InvalidJobSpecException($"The job cannot be submitted: {string.Join("; ", faults)}.");
        }
    }
}
