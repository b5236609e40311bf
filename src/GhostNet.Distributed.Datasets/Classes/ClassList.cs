using System.Collections.Frozen;
using System.Collections.Immutable;

namespace GhostNet.Distributed.Datasets.Classes;

/// <summary>
/// The classes of a model in the order of its outputs: position 0 is class index 0. Read from <c>synset_words.txt</c>, plain ids or names, the ILSVRC devkit's
/// <c>map_clsloc.txt</c>, a JSON array, or Keras' <c>imagenet_class_index.json</c>; <see cref="ClassListFormat"/> tells them apart by content.
/// </summary>
public sealed class ClassList
{
    private readonly FrozenDictionary<string, int> _byId;
    private readonly FrozenDictionary<string, int> _byName;

    internal ClassList(ImmutableArray<ImageClass> classes, IReadOnlyDictionary<int, int>? ilsvrcIds)
    {
        Classes = classes;
        _byId = classes.Select((c, i) => (c.Id, i)).ToFrozenDictionary(c => c.Id, c => c.i, StringComparer.Ordinal);
        _byName = Names(classes).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        IlsvrcIds = ilsvrcIds?.ToFrozenDictionary();
    }

    /// <summary>A list made in memory, such as from a model's card.</summary>
    /// <exception cref="ArgumentException">Two classes have the same id.</exception>
    public static ClassList Of(IEnumerable<ImageClass> classes) => new([.. classes], ilsvrcIds: null);

    /// <summary>The classes; the position is the class index.</summary>
    public ImmutableArray<ImageClass> Classes { get; }

    /// <summary>Number of classes.</summary>
    public int Count => Classes.Length;

    /// <summary>Class index by ILSVRC2012_ID (1…1000), when the list came with them (<c>map_clsloc.txt</c>); null otherwise.</summary>
    public IReadOnlyDictionary<int, int>? IlsvrcIds { get; }

    /// <summary>True when every id is a WordNet id and the ids ascend: the order of Keras, torchvision and <c>synset_words.txt</c>, which is not that of the ILSVRC2012_IDs.</summary>
    public bool IsSortedWordNetIds => Classes.All(c => WordNetId.IsOne(c.Id)) && Classes.Zip(Classes.Skip(1)).All(p => string.CompareOrdinal(p.First.Id, p.Second.Id) < 0);

    /// <summary>Reads a class list from a file.</summary>
    /// <exception cref="ClassListException">The file is missing, not UTF-8, or not a class list; all faults are told, with their lines.</exception>
    public static async Task<ClassList> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var text = await TextContent.ReadAsync(path, (fault, e) => new ClassListException($"The class list {path}", [fault], e), cancellationToken);
        return Parse(text, path);
    }

    /// <summary>Reads a class list from text.</summary>
    /// <param name="text">The content of a file.</param>
    /// <param name="source">The file's path, for messages.</param>
    /// <exception cref="ClassListException">The text is not a class list; all faults are told, with their lines.</exception>
    public static ClassList Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ClassListFormat.Read(text, source);
    }

    /// <summary>
    /// Finds a class by its id (exactly), else by its name or one of the names between its commas (case does not matter, an underscore is a space), provided that
    /// only one class has that name: ImageNet has two cranes.
    /// </summary>
    public bool TryFind(string idOrName, out int index)
    {
        ArgumentNullException.ThrowIfNull(idOrName);
        return _byId.TryGetValue(idOrName, out index) || _byName.TryGetValue(Spaced(idOrName), out index);
    }

    /// <summary>Finds a class by its id alone.</summary>
    public bool TryFindId(string id, out int index) => _byId.TryGetValue(id, out index);

    private static Dictionary<string, int> Names(ImmutableArray<ImageClass> classes)
    {
        Dictionary<string, int> names = new(StringComparer.OrdinalIgnoreCase);
        HashSet<string> ambiguous = new(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < classes.Length; i++)
        {
            foreach (var name in classes[i].Name.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Append(classes[i].Name).Select(Spaced))
            {
                if (!names.TryAdd(name, i) && names[name] != i)
                {
                    ambiguous.Add(name);
                }
            }
        }

        foreach (var name in ambiguous)
        {
            names.Remove(name);
        }

        return names;
    }

    private static string Spaced(string name) => name.Replace('_', ' ').Trim();
}
