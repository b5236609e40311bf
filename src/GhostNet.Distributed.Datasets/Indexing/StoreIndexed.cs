using System.Collections.Immutable;
using GhostNet.Distributed.Datasets.Manifests;

namespace GhostNet.Distributed.Datasets.Indexing;

/// <summary>The manifest that came of indexing a store, and what a person should be told about it.</summary>
/// <param name="Header">The manifest's header, with the digest that is the dataset's version.</param>
/// <param name="Layout">How the images lie; never <see cref="DatasetLayout.Automatic"/>.</param>
/// <param name="Labels">Where the labels of single images came from; <see cref="LabelSource.File"/> for shards' <c>.cls</c> members.</param>
/// <param name="Shards">Number of shards.</param>
/// <param name="Unlabelled">Samples without a label; an evaluation counts each of them as a failure.</param>
/// <param name="LabelsWithoutFile">Names in the labels file that no image has.</param>
/// <param name="Ignored">Blobs or members that were left out.</param>
/// <param name="Notes">Sentences about how the labels were found; usually empty.</param>
public sealed record StoreIndexed(
    ManifestHeader Header,
    DatasetLayout Layout,
    LabelSource Labels,
    int Shards,
    CountedNames Unlabelled,
    CountedNames LabelsWithoutFile,
    CountedNames Ignored,
    ImmutableArray<string> Notes);
