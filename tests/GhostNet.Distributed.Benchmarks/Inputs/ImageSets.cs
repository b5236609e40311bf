using System.Globalization;
using GhostNet.Distributed.Benchmarks.Measuring;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Benchmarks.Inputs;

/// <summary>
/// Images to measure on: the photographs of the <c>shared</c> folder beside the checkout, else those that <c>ghostnet sample</c> draws. A set of any size repeats them by symbolic links, each
/// under a name of its own.
/// </summary>
internal sealed class ImageSets
{
    private readonly TemporaryFolder _folder;
    private readonly string[] _files;

    private ImageSets(TemporaryFolder folder, string source, bool arePhotographs)
    {
        (_folder, ArePhotographs) = (folder, arePhotographs);
        _files = [.. Directory.EnumerateFiles(source, "*.JPEG", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
    }

    /// <summary>False for drawn images, which are smaller than photographs and decode faster.</summary>
    public bool ArePhotographs { get; }

    /// <summary>What a table says of them.</summary>
    public string Description => Conditions.Line(
        $"images: {_files.Length} {(ArePhotographs ? "photographs" : "drawn images (no photographs on this machine)")} of {_files.Average(file => new FileInfo(file).Length) / 1000:F0} kB on average, repeated by symbolic links; in the page cache");

    /// <summary>Finds the images.</summary>
    public static async Task<ImageSets> OpenAsync(TemporaryFolder folder)
    {
        var photographs = PhotographsFolder("images");
        if (Directory.Exists(photographs))
        {
            return new ImageSets(folder, photographs, arePhotographs: true);
        }

        await MeasuredProcess.RunGhostNetAsync(["sample", "images", "--out", folder["drawn"]]);
        return new ImageSets(folder, folder["drawn"], arePhotographs: false);
    }

    /// <summary>The class list that goes with the photographs; null with drawn images, whose folders are no classes of ImageNet.</summary>
    public string? ClassList => ArePhotographs ? PhotographsFolder("synset_words.txt") : null;

    /// <summary>A folder of so many images, in class folders.</summary>
    public string OfSize(int count)
    {
        var set = _folder[string.Create(CultureInfo.InvariantCulture, $"images-{count}")];
        if (Directory.Exists(set))
        {
            return set;
        }

        for (var i = 0; i < count; i++)
        {
            var file = _files[i % _files.Length];
            var into = Directory.CreateDirectory(Path.Combine(set, Path.GetFileName(Path.GetDirectoryName(file)!))).FullName;
            File.CreateSymbolicLink(Path.Combine(into, string.Create(CultureInfo.InvariantCulture, $"{i / _files.Length:D5}-{Path.GetFileName(file)}")), file);
        }

        return set;
    }

    /// <summary>So many images in one folder, in an order that has nothing to do with their classes or sizes, as ImageNet's are; the photographs' labels are in a file beside it.</summary>
    public (string Folder, string? Labels) Mixed(int count)
    {
        var set = Directory.CreateDirectory(_folder[string.Create(CultureInfo.InvariantCulture, $"mixed-{count}")]).FullName;
        List<string> labels = [];
        for (var i = 0; i < count; i++)
        {
            var file = _files[i % _files.Length];
            var name = string.Create(CultureInfo.InvariantCulture, $"{i:D8}.JPEG");
            File.CreateSymbolicLink(Path.Combine(set, name), file);
            labels.Add($"{name} {Path.GetFileName(Path.GetDirectoryName(file))}");
        }

        if (!ArePhotographs)
        {
            return (set, null);
        }

        File.WriteAllLines(set + ".txt", labels);
        return (set, set + ".txt");
    }

    private static string PhotographsFolder(string name) => Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "imagenet-sample", name));
}
