using System.Collections.Immutable;
using GhostNet.Distributed.Datasets.Manifests;

namespace GhostNet.Distributed.Datasets.Labels;

/// <summary>Finds samples by path, by file name, and by file name without its extension.</summary>
internal sealed class SampleNames
{
    private readonly Dictionary<string, (int First, int Second)> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int First, int Second)> _byFileName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int First, int Second)> _byStem = new(StringComparer.Ordinal);

    internal SampleNames(ImmutableArray<ManifestSample> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            var path = samples[i].Path;
            var fileName = path[(path.LastIndexOf('/') + 1)..];
            Add(_byPath, path, i);
            Add(_byFileName, fileName, i);
            Add(_byStem, Stem(fileName), i);
        }
    }

    /// <summary>Position of the sample of a name, −1 when there is none; and of another one of the same name, −1 when it is the only one.</summary>
    internal int Find(string name, out int other)
    {
        var plain = name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
        if (_byPath.TryGetValue(plain, out var found) || _byFileName.TryGetValue(plain, out found) || _byStem.TryGetValue(plain, out found))
        {
            other = found.Second;
            return found.First;
        }

        other = -1;
        return -1;
    }

    private static void Add(Dictionary<string, (int First, int Second)> names, string name, int position)
    {
        if (!names.TryAdd(name, (position, -1)))
        {
            names[name] = (names[name].First, position);
        }
    }

    private static string Stem(string fileName) => fileName.LastIndexOf('.') is > 0 and var dot ? fileName[..dot] : fileName;
}
