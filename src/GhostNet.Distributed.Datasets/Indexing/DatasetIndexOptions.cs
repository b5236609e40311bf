using GhostNet.Distributed.Datasets.Classes;

namespace GhostNet.Distributed.Datasets.Indexing;

/// <summary>What is known of a folder of images before it is indexed. Everything may be left out.</summary>
public sealed record DatasetIndexOptions
{
    /// <summary>Where labels come from; <see cref="LabelSource.Automatic"/> by default.</summary>
    public LabelSource Labels { get; init; } = LabelSource.Automatic;

    /// <summary>A labels file; it wins over class folders.</summary>
    public string? LabelFile { get; init; }

    /// <summary>The model's classes in the order of its outputs; class folders and labels are found in it by id, then by name.</summary>
    public ClassList? Classes { get; init; }

    /// <summary>Number of classes of the model; checked against the class list, or against the number of class folders where there is no list.</summary>
    public int? ModelClasses { get; init; }

    /// <summary>Further files that may lie in the folder and are no images, such as the class list's own.</summary>
    public IReadOnlyCollection<string> OtherFiles { get; init; } = [];
}

/// <summary>Where the labels of a dataset come from.</summary>
public enum LabelSource
{
    /// <summary>The labels file if one is given, else the class folders if there are folders, else none.</summary>
    Automatic,

    /// <summary>The first folder of a file's path is its class.</summary>
    Folders,

    /// <summary>The labels file.</summary>
    File,

    /// <summary>No labels: for prediction.</summary>
    None,
}
