using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>Reports as JSON: indented, camelCase, enums as words. Members that are not known are passed over; what is missing, there twice, or a number that fits no float, is damage.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(FiniteSingle), typeof(FiniteDouble)],
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
