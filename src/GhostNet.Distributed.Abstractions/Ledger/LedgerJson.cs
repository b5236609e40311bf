using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>
/// The ledger's blobs as JSON: camelCase, enums as words, no white space. Part of the rolling-upgrade boundary, as the grain interfaces are: members that are not known are passed over, so that what a
/// later version writes can be read; what is missing, there twice, or a number that fits no float, is damage.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(FiniteSingle)])]
[JsonSerializable(typeof(JobSpec))]
[JsonSerializable(typeof(JobPlan))]
[JsonSerializable(typeof(ShardHeader))]
[JsonSerializable(typeof(ShardSplit))]
[JsonSerializable(typeof(Prediction))]
internal sealed partial class LedgerJson : JsonSerializerContext;
