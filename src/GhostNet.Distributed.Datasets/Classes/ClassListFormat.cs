using System.Collections.Immutable;
using System.Globalization;

namespace GhostNet.Distributed.Datasets.Classes;

/// <summary>
/// The formats of class lists, told apart by content:
/// JSON when the first character is a bracket or brace;
/// <c>map_clsloc.txt</c> when every line is <c>n02119789 1 kit_fox</c>;
/// <c>synset_words.txt</c> when a line begins with a WordNet id (then all must);
/// plain ids or names, the whole line, otherwise.
/// </summary>
internal static class ClassListFormat
{
    /// <summary>Reads a list of any of the formats.</summary>
    /// <exception cref="ClassListException">The text is none of them.</exception>
    internal static ClassList Read(string text, string source)
    {
        var faults = new FaultList();
        var lines = TextContent.Lines(text.TrimStart('\uFEFF'));
        ClassList? list = null;
        if (lines.Count == 0)
        {
            faults.Add("it is empty; expected one class a line");
        }
        else if (lines.First(l => l.Length > 0)[0] is '[' or '{')
        {
            var classes = ClassListJson.Read(text, faults);
            RefuseRepeated(classes.Select((c, i) => (c.Id, "entry", i)), faults);
            list = faults.Any ? null : new ClassList(classes, null);
        }
        else
        {
            list = FromLines(lines, faults);
        }

        return list ?? throw new ClassListException($"The class list {source}", faults.ToFaults());
    }

    private static ClassList? FromLines(List<string> lines, FaultList faults)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Length == 0)
            {
                faults.Add($"line {i + 1} is blank, and since the line says the class index every class behind it would be off by one; remove the line or put its class there");
            }
        }

        if (lines.All(l => l.Length == 0 || IsMapLine(l)))
        {
            return FromMap(lines, faults);
        }

        var wordNet = lines.Any(l => WordNetId.IsOne(FirstToken(l)));
        var classes = ImmutableArray.CreateBuilder<ImageClass>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            if (wordNet && lines[i].Length > 0 && !WordNetId.IsOne(FirstToken(lines[i])))
            {
                faults.Add($"line {i + 1} begins with '{FirstToken(lines[i])}'; expected a WordNet id such as n01440764, as on the other lines");
            }

            classes.Add(wordNet ? WithWords(lines[i]) : new ImageClass(lines[i], lines[i]));
        }

        RefuseRepeated(classes.Select((c, i) => (c.Id, "line", i + 1)).Where(c => c.Id.Length > 0), faults);
        return faults.Any ? null : new ClassList(classes.DrainToImmutable(), null);
    }

    private static ClassList? FromMap(List<string> lines, FaultList faults)
    {
        List<(string WordNet, int Ilsvrc, string Name, int Line)> entries = [];
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var id, var number, var name])
            {
                entries.Add((id, int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture), name, i + 1));
            }
        }

        RefuseRepeated(entries.Select(e => (e.WordNet, "line", e.Line)), faults);
        RefuseRepeated(entries.Select(e => (string.Create(CultureInfo.InvariantCulture, $"ILSVRC2012_ID {e.Ilsvrc}"), "line", e.Line)), faults);
        foreach (var entry in entries.Where(e => e.Ilsvrc < 1 || e.Ilsvrc > entries.Count))
        {
            faults.Add($"line {entry.Line} has the ILSVRC2012_ID {entry.Ilsvrc}; expected 1 to {entries.Count}, the number of lines");
        }

        if (faults.Any)
        {
            return null;
        }

        entries.Sort((a, b) => string.CompareOrdinal(a.WordNet, b.WordNet));
        return new ClassList(
            [.. entries.Select(e => new ImageClass(e.WordNet, e.Name.Replace('_', ' ')))],
            entries.Select((e, i) => (e.Ilsvrc, i)).ToDictionary(e => e.Ilsvrc, e => e.i));
    }

    private static bool IsMapLine(string line) =>
        line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var id, var number, _]
        && WordNetId.IsOne(id) && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static void RefuseRepeated(IEnumerable<(string Id, string Unit, int Number)> ids, FaultList faults)
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        foreach (var (id, unit, number) in ids)
        {
            if (!seen.TryAdd(id, number))
            {
                faults.Add($"{unit} {number} repeats '{id}' of {unit} {seen[id]}");
            }
        }
    }

    internal static ImageClass WithWords(string line)
    {
        var id = FirstToken(line);
        var words = line[id.Length..].Trim();
        return new ImageClass(id, words.Length > 0 ? words : id);
    }

    private static string FirstToken(string line)
    {
        var end = line.AsSpan().IndexOfAny(' ', '\t');
        return end < 0 ? line : line[..end];
    }
}
