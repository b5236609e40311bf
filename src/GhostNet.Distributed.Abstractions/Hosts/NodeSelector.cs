using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GhostNet.Distributed;

/// <summary>
/// Which nodes may work on a job: labels that a node must have, such as <c>arch=arm64,pool=edge</c>. The empty selector takes every node. Written in order of key, so that the same
/// requirements are the same text.
/// </summary>
[GenerateSerializer, Immutable, Alias("ghostnet.NodeSelector")]
[JsonConverter(typeof(Converter))]
public sealed record NodeSelector
{
    private NodeSelector(ImmutableSortedDictionary<string, string> labels) => Labels = labels;

    /// <summary>Every node.</summary>
    public static NodeSelector Any { get; } = new(ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>The labels that a node must have, each with this very value.</summary>
    [Id(0)]
    public ImmutableSortedDictionary<string, string> Labels { get; private init; }

    /// <summary>Reads <c>key=value</c> pairs with commas between; the empty text is <see cref="Any"/>.</summary>
    /// <exception cref="FormatException">The text is not that, or names a key twice.</exception>
    public static NodeSelector Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || !IsKey(parts[0]) || !IsKey(parts[1]))
            {
                throw new FormatException($"'{pair}' is not a node label: expected key=value of letters, digits, '.', '-', '_' and '/', such as arch=arm64.");
            }

            if (!labels.TryAdd(parts[0], parts[1]))
            {
                throw new FormatException($"The node selector '{text}' names {parts[0]} twice.");
            }
        }

        return labels.Count == 0 ? Any : new NodeSelector(labels.ToImmutable());
    }

    /// <summary>The requirements that a node does not meet, as <c>key=value</c>; none when the node may work on the job.</summary>
    public IReadOnlyList<string> MissingFrom(IReadOnlyDictionary<string, string> nodeLabels)
    {
        ArgumentNullException.ThrowIfNull(nodeLabels);
        return [.. Labels.Where(required => !nodeLabels.TryGetValue(required.Key, out var value) || value != required.Value).Select(required => $"{required.Key}={required.Value}")];
    }

    /// <summary>Two selectors are equal when they require the same.</summary>
    public bool Equals(NodeSelector? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Join(',', Labels.Select(label => $"{label.Key}={label.Value}"));

    private static bool IsKey(string text) => text.Length is > 0 and <= 253 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/');

    internal sealed class Converter : JsonConverter<NodeSelector>
    {
        public override NodeSelector Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return Parse(reader.GetString() ?? "");
            }
            catch (FormatException e)
            {
                throw new JsonException(e.Message, e);
            }
        }

        public override void Write(Utf8JsonWriter writer, NodeSelector value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
