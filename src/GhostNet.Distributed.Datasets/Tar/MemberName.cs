using System.Collections.Frozen;

namespace GhostNet.Distributed.Datasets.Tar;

/// <summary>
/// A member's name as WebDataset takes it apart: the key is what comes before the first dot of the file name, with the folders before it; what follows the dot says
/// what the member is to its key. Members of one key are one sample: <c>n01440764/x.jpg</c> and <c>n01440764/x.cls</c>.
/// </summary>
internal readonly record struct MemberName(string Key, string Extension)
{
    /// <summary>The extension of a member that has the class.</summary>
    internal const string Class = "cls";

    private static readonly FrozenSet<string> Images =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "jpg", "jpeg", "png", "webp", "bmp", "gif", "tif", "tiff", "ppm", "pgm", "pbm", "img");

    internal bool IsImage => Images.Contains(Extension);

    internal bool IsClass => Extension.Equals(Class, StringComparison.OrdinalIgnoreCase);

    internal static MemberName Of(string path)
    {
        var file = path.LastIndexOf('/') + 1;
        var dot = path.IndexOf('.', file);
        return dot < 0 ? new MemberName(path, "") : new MemberName(path[..dot], path[(dot + 1)..]);
    }

    /// <summary>
    /// The member that an image's file becomes. A dot in the middle would end the key too early, so it becomes an underscore; an extension that says no image (or
    /// none at all) becomes <c>img</c>, since the content decides.
    /// </summary>
    internal static MemberName ForImage(string path)
    {
        var file = path.LastIndexOf('/') + 1;
        var dot = path.LastIndexOf('.');
        var extension = dot > file ? path[(dot + 1)..] : "";
        var stem = Images.Contains(extension) ? path[file..dot] : path[file..];
        return new MemberName(path[..file] + stem.Replace('.', '_'), Images.Contains(extension) ? extension : "img");
    }

    public override string ToString() => $"{Key}.{Extension}";
}
