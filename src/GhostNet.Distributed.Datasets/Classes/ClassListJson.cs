using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace GhostNet.Distributed.Datasets.Classes;

/// <summary>
/// Class lists in JSON: an array in class order, or an object by class index such as Keras' <c>{"0": ["n01440764", "tench"], …}</c>. An entry is a text (a line of
/// a text list) or an array of id and name.
/// </summary>
internal static class ClassListJson
{
    /// <summary>Reads the classes; what is wrong goes into <paramref name="faults"/>.</summary>
    internal static ImmutableArray<ImageClass> Read(string text, FaultList faults)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
            var entries = document.RootElement.ValueKind == JsonValueKind.Array
                ? [.. document.RootElement.EnumerateArray()]
                : ByIndex(document.RootElement, faults);
            if (entries.Count == 0 && !faults.Any)
            {
                faults.Add("it has no classes; expected at least one");
            }

            return [.. entries.Select((e, i) => Entry(e, i, faults))];
        }
        catch (JsonException e)
        {
            faults.Add($"line {(e.LineNumber ?? 0) + 1} is not the JSON of a class list ({e.Message.TrimEnd('.')})");
            return [];
        }
        catch (InvalidOperationException e)
        {
            // An escape such as \ud800 is JSON, and no text.
            faults.Add($"one of its texts is no Unicode ({e.Message.TrimEnd('.')})");
            return [];
        }
    }

    private static List<JsonElement> ByIndex(JsonElement root, FaultList faults)
    {
        SortedDictionary<int, JsonElement> entries = [];
        foreach (var property in root.EnumerateObject())
        {
            if (!int.TryParse(property.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || !entries.TryAdd(index, property.Value))
            {
                faults.Add($"it has the key '{property.Name}'; expected each class index from \"0\" on, once");
            }
        }

        if (entries.Count > 0 && entries.Keys.Last() != entries.Count - 1)
        {
            var missing = Enumerable.Range(0, entries.Count).First(i => !entries.ContainsKey(i));
            faults.Add($"it has no key \"{missing}\", but {entries.Count} keys up to \"{entries.Keys.Last()}\"; expected each class index from \"0\" on");
        }

        return [.. entries.Values];
    }

    private static ImageClass Entry(JsonElement entry, int index, FaultList faults)
    {
        string[] texts = entry.ValueKind switch
        {
            JsonValueKind.String => [entry.GetString()!.Trim()],
            JsonValueKind.Array when entry.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String) => [.. entry.EnumerateArray().Select(e => e.GetString()!.Trim())],
            _ => [],
        };
        if (texts.Length is 1 or 2 && texts[0].Length > 0)
        {
            return texts.Length == 2 ? new ImageClass(texts[0], texts[1].Replace('_', ' '))
                : WordNetId.IsOne(ClassListFormat.WithWords(texts[0]).Id) ? ClassListFormat.WithWords(texts[0])
                : new ImageClass(texts[0], texts[0]);
        }

        faults.Add($"entry {index} is {(entry.GetRawText() is { Length: > 60 } raw ? raw[..60] + "…" : entry.GetRawText())}; expected a text, or an array of id and name");
        return new ImageClass($"\0{index}", "");
    }
}
