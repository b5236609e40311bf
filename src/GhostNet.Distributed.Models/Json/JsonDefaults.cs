using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace GhostNet.Distributed.Models.Json;

/// <summary>
/// Fills members that a text leaves out. Source-generated serializers set every init-only property, to zero or null where the text has none, and so lose the
/// defaults of the record.
/// </summary>
internal static class JsonDefaults
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>
    /// What a text says; members of <paramref name="defaults"/> that an object of it lacks are taken from there, at every depth where both have an object; an object
    /// that is left out altogether stays so. Null when the text is the JSON value null.
    /// </summary>
    /// <exception cref="JsonException">The text is not JSON, names a member twice, holds a text that is no Unicode, or is not of the type.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> text, JsonObject defaults, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var node = JsonNode.Parse(text, documentOptions: Strict);
            if (node is JsonObject given)
            {
                Fill(given, defaults);
            }

            return node?.Deserialize(type);
        }
        catch (InvalidOperationException e)
        {
            // Nodes make a text of its bytes only when it is asked for: an escape such as \ud800, or bytes that are no UTF-8.
            throw new JsonException($"One of its texts is no Unicode: {e.Message}", e);
        }
    }

    private static void Fill(JsonObject given, JsonObject defaults)
    {
        foreach (var (name, value) in defaults)
        {
            var isGiven = given.TryGetPropertyValue(name, out var present);
            if (value is not JsonObject innerDefaults)
            {
                if (!isGiven)
                {
                    given.Add(name, value?.DeepClone());
                }
            }
            else if (present is JsonObject inner)
            {
                Fill(inner, innerDefaults);
            }
        }
    }
}
