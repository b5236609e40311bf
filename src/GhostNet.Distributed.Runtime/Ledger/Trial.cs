using System.Text.Json;
using System.Text.Json.Serialization;
using GhostNet.Distributed.Grains;

namespace GhostNet.Distributed.Runtime.Ledger;

/// <summary>
/// An attempt that was written down before it was granted: by a coordinator that was recovered, or at a shard that has killed a worker. What is left of it when the coordinator dies
/// with the worker is the only evidence against the shard.
/// </summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Silo">The silo that it was granted to.</param>
public sealed record Trial(ShardAttempt Attempt, string Silo)
{
    /// <summary>Whether the silo was given nothing beside it.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Deaths that were held against the shard before: what the coordinator knew, so that attempts that ended well are not taken for deaths.</summary>
    public int Deaths { get; init; }

    /// <summary>Those of <see cref="Deaths"/> with nothing else in work.</summary>
    public int LoneDeaths { get; init; }

    /// <summary>The blob's content; its name has the attempt.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(new TrialContent(Silo, IsAlone, Deaths, LoneDeaths), TrialJson.Default.TrialContent);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a trial.</exception>
    public static Trial Parse(ShardAttempt attempt, ReadOnlySpan<byte> json)
    {
        var (silo, isAlone, deaths, loneDeaths) = JsonSerializer.Deserialize(json, TrialJson.Default.TrialContent) ?? throw new JsonException("The trial is the JSON value null.");
        return new Trial(attempt, silo) { IsAlone = isAlone, Deaths = deaths, LoneDeaths = loneDeaths };
    }
}

internal sealed record TrialContent(string Silo, bool IsAlone, int Deaths, int LoneDeaths);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TrialContent))]
internal sealed partial class TrialJson : JsonSerializerContext;
