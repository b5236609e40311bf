using GhostNet.Distributed.Shapes;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Benchmarks.Pixels;

/// <summary>The images that are measured on: real photographs where they are, else images of the sample set.</summary>
internal static class PixelImages
{
    /// <summary>How many; few enough to be decoded ahead, enough for various sizes.</summary>
    public const int Count = 32;

    /// <summary>The files' bytes.</summary>
    public static byte[][] Read() => Photographs() is { Length: >= Count } files
        ? [.. files.Select(File.ReadAllBytes)]
        : [.. Enumerable.Range(0, Count).Select(i => ShapesDataset.Validation.Draw(i).Content.ToArray())];

    /// <summary>What <see cref="Read"/> reads, for the conditions.</summary>
    public static string Description => Photographs().Length >= Count ? $"{Count} photographs of ImageNet, every sixth by name" : $"{Count} drawn images of the sample set";

    private static string[] Photographs()
    {
        var folder = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "imagenet-sample", "images"));
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 6 == 0).Take(Count)]
            : [];
    }
}
