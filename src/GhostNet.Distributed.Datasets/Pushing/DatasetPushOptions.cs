using GhostNet.Distributed.Datasets.Tar;

namespace GhostNet.Distributed.Datasets.Pushing;

/// <summary>How a dataset is uploaded.</summary>
public sealed record DatasetPushOptions
{
    /// <summary>
    /// Images of a tar shard; null uploads every image as a blob of its own. Too small: many blobs, each with its own round trip. Too large: a worker's range is far from
    /// the next one's, and a broken upload repeats more. 1 to 65,536; a thousand photographs are some 100 MB.
    /// </summary>
    public int? ImagesPerShard { get; init; }

    /// <summary>
    /// Uploads at once. Too small: the line is idle between answers. Too large: the store answers 503, and memory (8 MiB each) and temporary disk (a shard each)
    /// grow. 1 to 256.
    /// </summary>
    public int Parallelism { get; init; } = 8;

    /// <summary>Folder for the shards while they are packed and for the manifest's file; the system's temporary folder by default.</summary>
    public string? TemporaryFolder { get; init; }

    /// <summary>What a shard may be when it is indexed.</summary>
    public TarLimits TarLimits { get; init; } = new();
}

/// <summary>How far an upload is: blobs uploaded, blobs that were there already with the same content, blobs altogether, and bytes uploaded.</summary>
public readonly record struct PushProgress(int Uploaded, int Present, int Blobs, long Bytes);

/// <summary>What an upload did, and the manifest of what is in the store now.</summary>
public sealed record PushedDataset(Manifests.ManifestHeader Header, PushProgress Blobs);
