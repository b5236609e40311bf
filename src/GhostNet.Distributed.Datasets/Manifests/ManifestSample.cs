using System.Text.Json.Serialization;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>
/// One image and the class it should be given. Which dataset it makes is said by path, label and length alone (<see cref="ManifestDigest"/>); the tag and the place
/// of the bytes only help to find them, and to find out that they are others.
/// </summary>
/// <param name="Path">
/// Name of the sample: where the image is below the dataset's root, a <see cref="BlobName"/>. An image in a tar shard is named as if the shard were a folder:
/// <c>val/shard-00003.tar/n01440764/x.jpg</c>.
/// </param>
/// <param name="Label">Index of the expected class, from 0; null when it is not known.</param>
/// <param name="Length">Length of the image in bytes when it was indexed.</param>
public sealed record ManifestSample(string Path, int? Label, long Length)
{
    /// <summary>Tag of the blob that has the bytes, when it was indexed: the image's own, or its tar shard's. Null where the store's listing had none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ETag { get; init; }

    /// <summary>Name of the tar shard that has the bytes; null when they are a blob by themselves.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Shard { get; init; }

    /// <summary>Position of the first byte in the shard; null when there is no shard.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Offset { get; init; }

    /// <summary>The blob that has the bytes.</summary>
    [JsonIgnore]
    public BlobName Blob => BlobName.Parse(Shard ?? Path);

    /// <summary>Which of the blob's bytes they are; of a blob by itself, all.</summary>
    [JsonIgnore]
    public BlobRange Range => new(Offset ?? 0, Length);

    /// <summary>True when the sample says more than path, label and length: what version 1 of the format does not know.</summary>
    [JsonIgnore]
    internal bool HasSource => ETag is not null || Shard is not null || Offset is not null;
}
