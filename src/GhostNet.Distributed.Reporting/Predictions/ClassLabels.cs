using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GhostNet.Distributed.Reporting;

/// <summary>The identifiers and names of a model's classes, as its card lists them under <c>labels</c>: <c>[{"id":"n01440764","name":"tench, Tinca tinca"}, …]</c> in class order.</summary>
public sealed class ClassLabels
{
    private readonly ImmutableArray<(string? Id, string? Name)> _labels;

    private ClassLabels(ImmutableArray<(string? Id, string? Name)> labels) => _labels = labels;

    /// <summary>No class has a name.</summary>
    public static ClassLabels None { get; } = new([]);

    /// <summary>The labels of a model card; none when there is no card, or it lists none.</summary>
    public static ClassLabels Of(JsonNode? card) => (card as JsonObject)?["labels"] is JsonArray labels
        ? new ClassLabels([.. labels.Select(label => (Text(label, "id"), Text(label, "name")))])
        : None;

    /// <summary>The identifier of a class, such as a WordNet id; null when it is not known.</summary>
    public string? IdOf(int index) => Find(index).Id;

    /// <summary>The name of a class; null when it is not known.</summary>
    public string? NameOf(int index) => Find(index).Name;

    // A class below 0 is an output that stands for no class, such as the "background" of 1,001-class networks.
    private (string? Id, string? Name) Find(int index) => (uint)index < (uint)_labels.Length ? _labels[index] : default;

    private static string? Text(JsonNode? label, string property) =>
        (label as JsonObject)?[property] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
