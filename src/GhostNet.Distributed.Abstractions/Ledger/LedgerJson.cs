using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>The ledger's blobs as JSON: camelCase, enums as words, no white space. Part of the rolling-upgrade boundary, as the grain interfaces are.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(JobSpec))]
[JsonSerializable(typeof(JobPlan))]
[JsonSerializable(typeof(ShardHeader))]
[JsonSerializable(typeof(ShardSplit))]
[JsonSerializable(typeof(Prediction))]
internal sealed partial class LedgerJson : JsonSerializerContext;
