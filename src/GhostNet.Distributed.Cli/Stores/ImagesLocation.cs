using System.Text;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Cli.Stores;

/// <summary>
/// Where the images of a manifest were when it was written: <c>images.txt</c> beside it, so that a dataset can be named without saying where it lies. A hint, and no part of the
/// dataset: the images may move, and <c>--images</c> says where to.
/// </summary>
internal static class ImagesLocation
{
    /// <summary>Remembers the location, unless the manifest has one.</summary>
    public static Task RememberAsync(IBlobStore ledger, ManifestHeader manifest, string location, CancellationToken cancellationToken) =>
        ledger.TryCreateAsync(Blob(manifest), Encoding.UTF8.GetBytes(location + "\n"), cancellationToken);

    /// <summary>The location that was remembered; null when none was.</summary>
    public static async Task<string?> FindAsync(IBlobStore ledger, ManifestHeader manifest, CancellationToken cancellationToken) =>
        await ledger.TryReadAsync(Blob(manifest), cancellationToken) is { } content ? Encoding.UTF8.GetString(content).Trim() : null;

    private static BlobName Blob(ManifestHeader manifest) => BlobName.Parse($"datasets/{manifest.Name}/{manifest.Digest}/images.txt");
}
