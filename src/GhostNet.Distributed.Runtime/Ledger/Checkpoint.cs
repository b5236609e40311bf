using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed.Runtime.Ledger;

/// <summary>
/// A shortcut through a job's results: which of them there are, and their sum. Made from the results alone and never needed: without it a coordinator reads more.
/// </summary>
public sealed record Checkpoint
{
    /// <summary>Version of the format; 1.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>The sum over all results that this names.</summary>
    public required Tally Tally { get; init; }

    /// <summary>Shards of the plan that are accepted as a whole: first and last of each run, ascending.</summary>
    public required ImmutableArray<ShardRun> Whole { get; init; }

    /// <summary>Shards and pieces that are split, by name.</summary>
    public ImmutableArray<string> Splits { get; init; } = [];

    /// <summary>Pieces that are accepted, by name.</summary>
    public ImmutableArray<string> Pieces { get; init; } = [];

    /// <summary>How many results and split markers this stands for; later checkpoints have more.</summary>
    [JsonIgnore]
    public int Count => Whole.Sum(run => run.Last - run.First + 1) + Splits.Length + Pieces.Length;

    /// <summary>A checkpoint of what a coordinator knows.</summary>
    /// <param name="tally">The sum over <paramref name="accepted"/>.</param>
    /// <param name="accepted">Accepted shards and pieces.</param>
    /// <param name="splits">Split shards and pieces.</param>
    public static Checkpoint Of(Tally tally, IEnumerable<ShardId> accepted, IEnumerable<ShardId> splits)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        var byKind = accepted.ToLookup(shard => shard.Piece == 0);
        var runs = ImmutableArray.CreateBuilder<ShardRun>();
        foreach (var shard in byKind[true].Select(shard => shard.Value).Order())
        {
            if (runs.Count > 0 && runs[^1].Last == shard - 1)
            {
                runs[^1] = runs[^1] with { Last = shard };
            }
            else
            {
                runs.Add(new ShardRun(shard, shard));
            }
        }

        return new Checkpoint { Tally = tally, Whole = runs.DrainToImmutable(), Splits = Names(splits), Pieces = Names(byKind[false]) };
    }

    /// <summary>The accepted shards and pieces.</summary>
    public IEnumerable<ShardId> Accepted() => Whole.SelectMany(run => Enumerable.Range(run.First, run.Last - run.First + 1)).Select(i => new ShardId(i)).Concat(Shards(Pieces));

    /// <summary>The split shards and pieces, a shard before its halves.</summary>
    public IEnumerable<ShardId> SplitShards() => Shards(Splits);

    /// <summary>The JSON that the ledger stores.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, CheckpointJson.Default.Checkpoint);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a checkpoint of this version.</exception>
    public static Checkpoint Parse(ReadOnlySpan<byte> json)
    {
        var checkpoint = JsonSerializer.Deserialize(json, CheckpointJson.Default.Checkpoint) ?? throw new JsonException("The checkpoint is the JSON value null.");
        return checkpoint.SchemaVersion == 1 && !checkpoint.Splits.IsDefault && !checkpoint.Pieces.IsDefault && Ascend(checkpoint.Whole)
            && checkpoint.Splits.Concat(checkpoint.Pieces).All(name => name is not null && ShardId.TryParse(name, out _))
            ? checkpoint
            : throw new JsonException($"It is no checkpoint of schema version 1 (it says {checkpoint.SchemaVersion}), or names what is no shard.");
    }

    /// <summary>Whether it names shards of this plan alone; a run of two numbers may stand for any number of shards.</summary>
    internal bool IsOf(JobPlan plan) =>
        (Whole.IsEmpty || Whole[^1].Last < plan.Shards) && Splits.Concat(Pieces).All(name => ShardId.TryParse(name, out var shard) && shard.Architecture is null && shard.Value < plan.Shards);

    // One behind the other: then their sum is at most the last number, and no shard is named twice.
    private static bool Ascend(ImmutableArray<ShardRun> runs)
    {
        var end = -1L;
        foreach (var run in runs)
        {
            if (run.First <= end || run.Last < run.First || run.Last == int.MaxValue)
            {
                return false;
            }

            end = run.Last;
        }

        return true;
    }

    private static ImmutableArray<string> Names(IEnumerable<ShardId> shards) => [.. shards.Order(ManifestOrder.Instance).Select(shard => shard.ToString())];

    private static IEnumerable<ShardId> Shards(IEnumerable<string> names) => names.Select(name => ShardId.TryParse(name, out var shard) ? shard : throw new JsonException($"'{name}' names no shard."));
}

/// <summary>Shards of the plan from the first to the last, both in it.</summary>
public readonly record struct ShardRun([property: JsonRequired] int First, [property: JsonRequired] int Last);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Checkpoint))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
