using System.Text.Json.Serialization;

namespace GhostNet.Distributed.Models.Recipes;

/// <summary>Recipes as JSON: camelCase, enums as words, unknown properties refused (a misspelt one would silently change the number).</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Recipe))]
internal sealed partial class RecipeJson : JsonSerializerContext;
