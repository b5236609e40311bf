using System.Collections.Immutable;
using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Indexing;
using GhostNet.Distributed.Datasets.Manifests;

namespace GhostNet.Distributed.Cli.Output;

/// <summary>A dataset as <c>dataset index -o json</c> prints it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Digest">Its version, over names, labels and lengths.</param>
/// <param name="Images">Where the images are.</param>
/// <param name="Samples">Images.</param>
/// <param name="Labelled">Images with a label.</param>
/// <param name="Classes">Classes that the labels are indices of; null when it is not known.</param>
/// <param name="Labels">Where the labels came from.</param>
/// <param name="Shards">Tar shards; 0 when each image is a blob.</param>
/// <param name="Ignored">What was left out: how many, and the first few.</param>
/// <param name="LabelsWithoutFile">Names in the labels file that no image has.</param>
/// <param name="Notes">What a person should know.</param>
internal sealed record DatasetAnswer(
    string Name, string Digest, string Images, int Samples, int Labelled, int? Classes, string Labels, int Shards, NamesAnswer Ignored, NamesAnswer LabelsWithoutFile, ImmutableArray<string> Notes)
{
    /// <summary>The answer for an index.</summary>
    public static DatasetAnswer Of(StoreIndexed indexed, string images)
    {
        var header = indexed.Header;
        var labels = indexed.Layout == DatasetLayout.Shards ? "shards" : indexed.Labels.ToString().ToLowerInvariant();
        return new DatasetAnswer(
            header.Name, header.Digest, images, header.Samples, header.Labelled, header.Classes, labels, indexed.Shards, NamesAnswer.Of(indexed.Ignored), NamesAnswer.Of(indexed.LabelsWithoutFile), indexed.Notes);
    }
}

/// <summary>An upload as <c>dataset push -o json</c> prints it.</summary>
/// <param name="Name">Name of the dataset.</param>
/// <param name="Digest">Its version.</param>
/// <param name="Images">Where the images are now.</param>
/// <param name="Samples">Images.</param>
/// <param name="Labelled">Images with a label.</param>
/// <param name="Uploaded">Blobs that were uploaded.</param>
/// <param name="Present">Blobs that were there already with the same content.</param>
/// <param name="Bytes">Bytes that were uploaded.</param>
/// <param name="Ledger">Where the manifest is; null when no ledger was given.</param>
internal sealed record PushAnswer(string Name, string Digest, string Images, int Samples, int Labelled, int Uploaded, int Present, long Bytes, string? Ledger);

/// <summary>A check as <c>dataset verify -o json</c> prints it.</summary>
/// <param name="Intact">Whether every image is as it was indexed.</param>
/// <param name="Name">Name of the dataset.</param>
/// <param name="Digest">Its version.</param>
/// <param name="Images">Where the images were looked for.</param>
/// <param name="Samples">Images of the manifest.</param>
/// <param name="Missing">Images that are not there.</param>
/// <param name="Changed">Images that are others than were indexed.</param>
internal sealed record DatasetVerification(bool Intact, string Name, string Digest, string Images, int Samples, NamesAnswer Missing, NamesAnswer Changed)
{
    /// <summary>The answer for a check.</summary>
    public static DatasetVerification Of(ManifestHeader manifest, string images, Datasets.Verifying.VerifiedDataset found) =>
        new(found.IsIntact, manifest.Name, manifest.Digest, images, found.Samples, NamesAnswer.Of(found.Missing), NamesAnswer.Of(found.Changed));
}

/// <summary>How many there are, and the first few of them.</summary>
internal sealed record NamesAnswer(int Count, ImmutableArray<string> First)
{
    /// <summary>The answer for counted names.</summary>
    public static NamesAnswer Of(CountedNames names) => new(names.Count, names.First);
}
