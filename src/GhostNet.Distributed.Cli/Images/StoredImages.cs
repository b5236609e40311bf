using System.Collections.Immutable;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Cli.Stores;
using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Classes;
using GhostNet.Distributed.Datasets.Indexing;
using GhostNet.Distributed.Datasets.Labels;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Cli.Images;

/// <summary>
/// Images of a store, single ones or tar shards, indexed into a manifest of this machine: that one need not fit into memory, and is copied when it is known that it will be wanted.
/// </summary>
internal sealed class StoredImages : JobImages
{
    private readonly TemporaryStore _temporary;
    private readonly ManifestHeader _header;

    private StoredImages(TemporaryStore temporary, ManifestHeader header, string location, ImmutableArray<ClassLabel> labels)
        : base(new DatasetRef(header.Name, header.Digest, location), labels) => (_temporary, _header) = (temporary, header);

    /// <summary>True for a folder of tar shards and nothing else that could be an image; one beside class folders is rather what they were unpacked from.</summary>
    public static bool HasShardsOnly(string folder) =>
        Directory.EnumerateFiles(folder, "*.tar").Any()
        && Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).All(name => name!.StartsWith('.') || Path.GetExtension(name) is ".tar" or ".txt" or ".json" or ".csv" or ".md");

    /// <summary>Indexes the images.</summary>
    public static async Task<JobImages> IndexAsync(
        string images, BatchRunRequest request, ModelCard card, ClassList? classes, ImmutableArray<ClassLabel> labels, IProgress<long> progress, CancellationToken cancellationToken)
    {
        var location = GivenStore.Lasting(images);
        var temporary = new TemporaryStore();
        try
        {
            var indexed = await StoreIndex.WriteAsync(
                GivenStore.OpenExisting(images, "images"),
                temporary.Store,
                NameOf(request, images),
                new StoreIndexOptions
                {
                    Labels = request.Kind == JobKind.Predict ? LabelSource.None : LabelSource.Automatic,
                    LabelFile = request.Labels is null ? null : await LabelFile.ReadAsync(request.Labels, new LabelVocabulary(classes, card.Output.Classes), cancellationToken),
                    Classes = classes,
                    ModelClasses = card.Output.Classes,
                },
                progress,
                cancellationToken);
            if (request.Kind == JobKind.Evaluate && (indexed.Labels == LabelSource.None || indexed.Header.Labelled == 0))
            {
                throw Unlabelled(location);
            }

            var unlabelled = request.Kind == JobKind.Evaluate ? indexed.Unlabelled : CountedNames.Of([]);
            return new StoredImages(temporary, indexed.Header, location, labels) { Notes = [.. IndexNotes.Of(indexed.Notes, unlabelled, indexed.LabelsWithoutFile, indexed.Ignored), .. SecretNotes(images)] };
        }
        catch
        {
            temporary.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override async Task PublishAsync(IBlobStore ledger, CancellationToken cancellationToken)
    {
        var name = DatasetName.Parse(_header.Name);
        var manifest = await ManifestReader.OpenAsync(_temporary.Store, name, ContentDigest.Parse(_header.Digest), cancellationToken);
        var written = await ManifestWriter.WriteSortedAsync(ledger, name, manifest.ReadAllAsync(cancellationToken), () => _header.Classes, cancellationToken: cancellationToken);
        await ImagesLocation.RememberAsync(ledger, written, Dataset.Images, cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _temporary.Dispose();
        base.Dispose();
    }

    // Whoever reads the ledger would read it too.
    private static ImmutableArray<string> SecretNotes(string images) => GivenStore.Parse(images) is BlobStoreLocation.AzureUrl { HasSas: true }
        ? [$"the SAS is not stored with the job: the workers sign in to {GivenStore.Lasting(images)} by their own identity. With a connection string on the workers, write azure:CONTAINER instead."]
        : [];
}
