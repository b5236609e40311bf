using GhostNet.Distributed.Datasets.Classes;
using GhostNet.Distributed.Datasets.Labels;
using GhostNet.Distributed.Datasets.Tar;

namespace GhostNet.Distributed.Datasets.Indexing;

/// <summary>What is known of a store of images before it is indexed. Everything may be left out.</summary>
public sealed record StoreIndexOptions
{
    /// <summary>How the images lie in the store; <see cref="DatasetLayout.Automatic"/> by default.</summary>
    public DatasetLayout Layout { get; init; } = DatasetLayout.Automatic;

    /// <summary>Where labels of single images come from; <see cref="LabelSource.Automatic"/> by default. Shards have theirs in <c>.cls</c> members.</summary>
    public LabelSource Labels { get; init; } = LabelSource.Automatic;

    /// <summary>
    /// A labels file, from this machine or from the store (<see cref="LabelFile.ReadAsync(Stores.IBlobStore, Stores.BlobName, LabelVocabulary, CancellationToken)"/>); it wins
    /// over class folders. Labels and samples are then matched in memory, some 500 bytes a sample; the other sources stream.
    /// </summary>
    public LabelFile? LabelFile { get; init; }

    /// <summary>The model's classes in the order of its outputs; class folders and <c>.cls</c> members are found in it by id, then by name.</summary>
    public ClassList? Classes { get; init; }

    /// <summary>Number of classes of the model; checked against the class list, or against the number of class folders where there is no list.</summary>
    public int? ModelClasses { get; init; }

    /// <summary>
    /// Class folders listed, or shards read, at once. Too small: indexing waits for one answer after the other. Too large: the store slows everyone down, and memory
    /// grows by some 2 MB (folders) or 8 MB (shards) each. 1 to 256.
    /// </summary>
    public int Parallelism { get; init; } = 8;

    /// <summary>What a shard may be.</summary>
    public TarLimits TarLimits { get; init; } = new();

    /// <summary>Folder for the file that the samples go through; the system's temporary folder by default. Some 200 bytes a sample.</summary>
    public string? TemporaryFolder { get; init; }
}

/// <summary>How the images of a dataset lie in a store.</summary>
public enum DatasetLayout
{
    /// <summary>Shards if a <c>.tar</c> lies directly in the store (not below a folder of it), else single images.</summary>
    Automatic,

    /// <summary>One blob an image, in class folders or not.</summary>
    Images,

    /// <summary>Every <c>.tar</c> of the store, wherever it lies, in WebDataset's convention.</summary>
    Shards,
}
