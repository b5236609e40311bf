using GhostNet.Distributed.Datasets.Classes;

namespace GhostNet.Distributed.Datasets.Indexing;

/// <summary>Class indices of class folders.</summary>
internal static class ClassFolders
{
    /// <summary>The class index of every folder; what is wrong goes into <paramref name="faults"/>.</summary>
    internal static Dictionary<string, int> Indices(IReadOnlyList<string> folders, ClassList? classes, int? modelClasses, FaultList faults)
    {
        Dictionary<string, int> indices = new(StringComparer.Ordinal);
        if (folders.Count == 0)
        {
            faults.Add("it has no class folders; expected one folder a class, or a labels file (--labels)");
        }
        else if (classes is not null)
        {
            List<string> unknown = [];
            foreach (var folder in folders)
            {
                if (classes.TryFind(folder, out var index))
                {
                    indices.Add(folder, index);
                }
                else
                {
                    unknown.Add(folder);
                }
            }

            if (unknown.Count > 0)
            {
                faults.Add($"{unknown.Count} of its {folders.Count} folders are neither id nor unambiguous name of one of the {classes.Count} classes: {CountedNames.Of(unknown)}; "
                    + "move them out of the dataset, or give the class list they belong to (--classes)");
            }
        }
        else if (modelClasses is { } expected && expected != folders.Count)
        {
            faults.Add($"it has {folders.Count} class folders and the model has {expected} classes, so that the position of a folder among the folders is not its class index; "
                + "give the model's classes in order (--classes), such as synset_words.txt");
        }
        else
        {
            foreach (var folder in folders.Order(Utf8Order.Comparer))
            {
                indices.Add(folder, indices.Count);
            }
        }

        return indices;
    }
}
