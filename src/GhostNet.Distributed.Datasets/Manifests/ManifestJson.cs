using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>Manifests as JSON: camelCase, unknown and repeated properties refused, flat.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 4)]
[JsonSerializable(typeof(ManifestHeader))]
[JsonSerializable(typeof(ManifestSample))]
internal sealed partial class ManifestJson : JsonSerializerContext
{
    /// <summary>The context, with an encoder that leaves letters of every language readable: the text never goes into a web page.</summary>
    internal static ManifestJson Readable => ReadableOnce.Value;

    // Lazy, because the generated half's Default may be initialised after this half's fields.
    private static readonly Lazy<ManifestJson> ReadableOnce = new(() => new(new JsonSerializerOptions(Default!.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
}
