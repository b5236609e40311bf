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
    /// <param name="shardSize">Samples in a shard; null begins with 16 to some thousands by the dataset's size, and shrinks toward the end.</param>
    /// <remarks>
    /// Guided self-scheduling (Polychronopoulos and Kuck, 1987): each shard takes the same share of what is left, so that the last ones are small and no worker is waited for long.
    /// </remarks>
    public static JobPlan Cut(long samples, int? shardSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(shardSize ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shardSize ?? 1, MaxShardSize);

        // 64 shares for the 50,000 images of a validation set; more for what only a large fleet is given. The largest shard keeps a plan below some 100,000 of them.
        const int Smallest = 16;
        var shares = Math.Clamp(samples / 1_600, 64, 4_096);
        var largest = Math.Clamp(samples / 65_536, 512, 8_192);
        var starts = ImmutableArray.CreateBuilder<long>();
        for (var start = 0L; start < samples; start += shardSize ?? Math.Clamp((samples - start) / shares, Smallest, largest))
        {
            starts.Add(start);
        }

        return new JobPlan { Samples = samples, Starts = starts.DrainToImmutable() };
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

    /// <summary>The samples of one shard of the plan, or of a piece of one. Canary ranges are not in the plan; see <see cref="CanaryRanges"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such shard, or it has not enough samples for such a piece.</exception>
    public ShardRange RangeOf(ShardId shard)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shard.Piece);
        ArgumentOutOfRangeException.ThrowIfNotEqual(shard.Architecture, null);
        if (shard.Piece == 0)
        {
            return new(Starts[shard.Value], shard.Value + 1 < Starts.Length ? Starts[shard.Value + 1] : Samples);
        }

        var parent = RangeOf(shard.Parent);
        ArgumentOutOfRangeException.ThrowIfLessThan(parent.Count, 2, nameof(shard));
        var middle = parent.Start + (parent.Count / 2);
        return shard == shard.Parent.Lower ? new ShardRange(parent.Start, middle) : new ShardRange(middle, parent.End);
    }

    /// <summary>
    /// Ranges of at most 16 samples, together the job's <see cref="JobSpec.Canary"/>, spread evenly over the manifest, whose order is mostly by class. They overlap the shards of the
    /// plan and are counted nowhere but in the report's agreement.
    /// </summary>
    public ImmutableArray<ShardRange> CanaryRanges(int canary)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(canary);
        const int Largest = 16;
        var samples = Math.Min(canary, Samples);
        var ranges = (samples + Largest - 1) / Largest;
        return [.. Enumerable.Range(0, (int)ranges).Select(i =>
        {
            var (from, to) = (samples * i / ranges, samples * (i + 1) / ranges);

            // In decimal the product of two counts of samples cannot overflow.
            var start = (long)((decimal)from * Samples / samples);
            return new ShardRange(start, start + (to - from));
        })];
    }
}
