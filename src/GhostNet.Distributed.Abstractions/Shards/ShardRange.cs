using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>The samples of a shard: the half-open range [Start, End) of the manifest's order.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.ShardRange")]
public readonly record struct ShardRange
{
    /// <summary>A range; the end is not part of it.</summary>
    public ShardRange(long start, long end)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(end, start);
        Start = start;
        End = end;
    }

    /// <summary>First sample.</summary>
    [Id(0)]
    [JsonRequired]
    public long Start { get; init; }

    /// <summary>One past the last sample.</summary>
    [Id(1)]
    [JsonRequired]
    public long End { get; init; }

    /// <summary>Number of samples.</summary>
    [JsonIgnore]
    public long Count => End - Start;

    /// <summary>False for a default, and for what a damaged blob may say.</summary>
    [JsonIgnore]
    internal bool IsOne => Start >= 0 && End > Start;

    /// <inheritdoc/>
    public override string ToString() => $"[{Start}, {End})";
}
