using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>Reports as JSON: indented, camelCase, enums as words.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, WriteIndented = true, RespectNullableAnnotations = true, NewLine = "\n")]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
