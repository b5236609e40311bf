using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>The shards of a job: where each begins in the manifest. Made once, when the job is submitted, and never changed.</summary>
public sealed record JobPlan
{
    /// <summary>The largest shard, in samples: what one result blob may hold.</summary>
    public const int MaxShardSize = 65_536;

    /// <summary>Version of the format; 1.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Samples in the manifest.</summary>
    public required long Samples { get; init; }

    /// <summary>First sample of each shard, ascending, beginning with 0; a shard ends where the next begins.</summary>
    public required ImmutableArray<long> Starts { get; init; }

    /// <summary>Number of shards.</summary>
    [JsonIgnore]
    public int Shards => Starts.Length;

    /// <summary>Cuts a manifest into shards of equal size; the last one takes what is left.</summary>
    /// <param name="samples">Samples in the manifest, at least 1.</param>
    /// <param name="shardSize">Samples in a shard; null takes about a 64th of the dataset, but 16 to 512.</param>
    public static JobPlan Cut(long samples, int? shardSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        var size = shardSize ?? (int)Math.Clamp(samples / 64, 16, 512);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, MaxShardSize);
        var shards = checked((int)((samples + size - 1) / size));
        return new JobPlan { Samples = samples, Starts = [.. Enumerable.Range(0, shards).Select(i => (long)i * size)] };
    }

    /// <summary>The JSON that the ledger stores.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LedgerJson.Default.JobPlan);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a plan: not JSON, of another version, or its shards do not cover the manifest.</exception>
    public static JobPlan Parse(ReadOnlySpan<byte> json)
    {
        var plan = JsonSerializer.Deserialize(json, LedgerJson.Default.JobPlan) ?? throw new JsonException("The plan is the JSON value null.");
        if (plan.SchemaVersion != 1)
        {
            throw new JsonException($"The plan has schema version {plan.SchemaVersion}; this version reads 1.");
        }

        var ascending = !plan.Starts.IsDefaultOrEmpty && plan.Starts[0] == 0 && plan.Starts.Zip(plan.Starts.Skip(1)).All(p => p.First < p.Second);
        return ascending && plan.Starts[^1] < plan.Samples
            ? plan
            : throw new JsonException($"The plan's shards do not cover its {plan.Samples} samples: starts must ascend from 0 and stay below the end.");
    }

    /// <summary>The samples of one shard.</summary>
    public ShardRange RangeOf(ShardId shard) =>
        new(Starts[shard.Value], shard.Value + 1 < Starts.Length ? Starts[shard.Value + 1] : Samples);
}
