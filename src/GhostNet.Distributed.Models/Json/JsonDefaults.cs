using System.Text.Json;
using System.Text.Json.Nodes;

namespace GhostNet.Distributed.Models.Json;

/// <summary>
/// Fills members that a text leaves out. Source-generated serializers set every init-only property, to zero or null where the text has none, and so lose the
/// defaults of the record.
/// </summary>
internal static class JsonDefaults
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>
    /// The text as JSON; members of <paramref name="defaults"/> that an object of it lacks are copied, at every depth where both have an object; an object
    /// that is left out altogether stays so.
    /// </summary>
    /// <exception cref="JsonException">The text is not JSON or names a member twice.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> text, JsonObject defaults)
    {
        var node = JsonNode.Parse(text, documentOptions: Strict);
        if (node is JsonObject given)
        {
            Fill(given, defaults);
        }

        return node;
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
