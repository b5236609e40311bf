using System.Collections.Immutable;
using GhostNet.Distributed.Datasets.Manifests;

namespace GhostNet.Distributed.Datasets.Indexing;

/// <summary>What is in a folder of images, ready for <see cref="ManifestWriter"/>, and what a person should be told about it.</summary>
public sealed record IndexedDataset
{
    /// <summary>The samples in manifest order.</summary>
    public required ImmutableArray<ManifestSample> Samples { get; init; }

    /// <summary>Number of classes that the labels are indices of; null when it is not known.</summary>
    public int? Classes { get; init; }

    /// <summary>Where the labels came from; never <see cref="LabelSource.Automatic"/>.</summary>
    public required LabelSource Labels { get; init; }

    /// <summary>Samples without a label; an evaluation counts each of them as a failure.</summary>
    public required CountedNames Unlabelled { get; init; }

    /// <summary>Names in the labels file that no file has.</summary>
    public required CountedNames LabelsWithoutFile { get; init; }

    /// <summary>Files that were left out because of their extension (text, tables, archives).</summary>
    public required CountedNames Ignored { get; init; }

    /// <summary>Sentences about how the labels were found; usually empty.</summary>
    public required ImmutableArray<string> Notes { get; init; }
}
