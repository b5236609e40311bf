using System.Collections.Frozen;

namespace GhostNet.Distributed.Datasets.Indexing;

/// <summary>
/// Which files of a folder are taken for images. The content decides later, not the extension (ImageNet has a PNG and CMYK files named .JPEG); so only what is certainly no
/// image is left out.
/// </summary>
internal static class ImageFiles
{
    private static readonly FrozenSet<string> NeverImages = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        ".txt", ".csv", ".tsv", ".json", ".jsonl", ".xml", ".md", ".html", ".log", ".py", ".sh", ".yaml", ".yml", ".mat", ".npy", ".pkl", ".tar", ".gz", ".tgz", ".zip", ".7z");

    private static readonly FrozenSet<string> Litter = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "Thumbs.db", "desktop.ini", "__MACOSX", "@eaDir", "lost+found");

    /// <summary>True for the extensions of text, tables and archives; such files are left out, and told.</summary>
    internal static bool IsNeverImage(string name) => NeverImages.Contains(Path.GetExtension(name));

    /// <summary>True for hidden files and folders and for what operating systems leave behind; nobody wants to hear of those.</summary>
    internal static bool IsLitter(string ownName) => ownName.StartsWith('.') || Litter.Contains(ownName);
}
