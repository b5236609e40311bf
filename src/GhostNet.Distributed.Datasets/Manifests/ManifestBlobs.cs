using System.Globalization;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>The names of a manifest's blobs: <c>datasets/{name}/{digest}/manifest.json</c> and <c>part-00000.jsonl</c>.</summary>
public static class ManifestBlobs
{
    /// <summary>Name of the header's blob.</summary>
    public static BlobName Header(DatasetName name, ContentDigest digest) => Folder(name, digest).Append("manifest.json");

    /// <summary>Name of a part's blob; parts count from 0.</summary>
    public static BlobName Part(DatasetName name, ContentDigest digest, int part) =>
        Folder(name, digest).Append(string.Create(CultureInfo.InvariantCulture, $"part-{part:D5}.jsonl"));

    private static BlobName Folder(DatasetName name, ContentDigest digest) => BlobName.Parse($"datasets/{name.Value}/{digest.Value}");
}
