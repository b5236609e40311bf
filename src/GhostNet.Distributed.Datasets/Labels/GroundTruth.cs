using System.Collections.Immutable;
using System.Globalization;
using GhostNet.Distributed.Datasets.Classes;

namespace GhostNet.Distributed.Datasets.Labels;

/// <summary>
/// <c>ILSVRC2012_validation_ground_truth.txt</c>: bare integers, where line n is the label of <c>ILSVRC2012_val_{n:D8}.JPEG</c>. The integers are
/// ILSVRC2012_IDs, numbered from 1 in an order of the devkit's own: 1 is n02119789 (kit fox), while class index 0 of every common model is n01440764 (tench).
/// </summary>
internal static class GroundTruth
{
    private const int ValidationImages = 50_000;

    internal static bool IsOne(List<string> lines) => lines.Any(l => l.Length > 0) && lines.All(l => l.AsSpan().TrimStart("+-").ContainsAnyExceptInRange('0', '9') is false);

    internal static ImmutableArray<LabelLine> Read(List<string> lines, LabelVocabulary vocabulary, ClassList? map, FaultList faults, out ImmutableArray<string> notes)
    {
        notes = [];
        var translation = Translation(vocabulary, map, faults);
        if (translation is null && lines.Count == ValidationImages && (vocabulary.Classes is null || vocabulary.Classes is { Count: 1000, IsSortedWordNetIds: true }))
        {
            faults.Add(
                "its 50000 integers are ILSVRC2012_IDs, which count the classes in the devkit's order (1 is n02119789, kit fox), while class index 0 is n01440764, tench; "
                + "taken as positions they would give about 0.1 % top-1. Put the devkit's map_clsloc.txt beside the file or give it as the class list (--classes), "
                + "or give labels by file name, such as Kaggle's LOC_val_solution.csv");
        }

        if (faults.Any)
        {
            return [];
        }

        if (translation is null)
        {
            notes = ["The labels file has bare integers, and nothing says whose ids they are: they were taken as lines of the class list, the first one 1."];
        }

        return Labels(lines, vocabulary.Count, translation, faults);
    }

    private static ImmutableArray<LabelLine> Labels(List<string> lines, int? classes, IReadOnlyDictionary<int, int>? translation, FaultList faults)
    {
        var last = translation?.Count ?? classes;
        var labels = ImmutableArray.CreateBuilder<LabelLine>(lines.Count);
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Length == 0)
            {
                faults.Add($"line {i + 1} is blank, and since the line says the image every label behind it would be another image's");
                continue;
            }

            var isNumber = int.TryParse(lines[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id);
            var label = id - 1;
            if (isNumber && (translation is null ? id >= 1 && id <= (last ?? int.MaxValue) : translation.TryGetValue(id, out label)))
            {
                labels.Add(new LabelLine(i + 1, string.Create(CultureInfo.InvariantCulture, $"ILSVRC2012_val_{i + 1:D8}.JPEG"), label));
            }
            else
            {
                faults.Add($"line {i + 1} has the id {lines[i]}; expected {(last is null ? "1 or more" : $"1 to {last}")}");
            }
        }

        return labels.DrainToImmutable();
    }

    // ILSVRC2012_ID → class index. The map beside the file says id → WordNet id; the class list, where there is one, says WordNet id → index.
    private static IReadOnlyDictionary<int, int>? Translation(LabelVocabulary vocabulary, ClassList? map, FaultList faults)
    {
        if (vocabulary.Classes?.IlsvrcIds is { } own)
        {
            return own;
        }

        if (map?.IlsvrcIds is not { } beside)
        {
            return null;
        }

        if (vocabulary.Count is { } count && count != map.Count)
        {
            faults.Add($"the map_clsloc.txt beside it has {map.Count} classes, the model {count}; give labels by file name");
            return beside;
        }

        if (vocabulary.Classes is not { } classes)
        {
            return beside;
        }

        Dictionary<int, int> translation = [];
        foreach (var (id, index) in beside)
        {
            if (classes.TryFindId(map.Classes[index].Id, out var listed))
            {
                translation.Add(id, listed);
            }
            else
            {
                faults.Add($"the map_clsloc.txt beside it has {map.Classes[index].Id}, which is not in the class list");
            }
        }

        return translation;
    }
}
