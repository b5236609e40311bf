using System.Text.Json;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed.Cli.Profiles;

/// <summary>The file of profiles as JSON. A word that is not known is a fault: it is mostly one that was misspelt.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(ProfilesContent))]
internal sealed partial class ProfilesJson : JsonSerializerContext;

/// <summary>What the file says.</summary>
/// <param name="Default">Name of the profile that is meant when none is named.</param>
/// <param name="Profiles">The profiles by name.</param>
internal sealed record ProfilesContent(string? Default, Dictionary<string, ClusterProfile>? Profiles);
