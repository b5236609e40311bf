using System.Collections.Immutable;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Cli.Stores;
using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Classes;
using GhostNet.Distributed.Datasets.Indexing;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Cli.Images;

/// <summary>A folder of single images, indexed in memory.</summary>
internal sealed class FolderImages : JobImages
{
    private readonly ImmutableArray<ManifestSample> _samples;
    private readonly DatasetName _name;
    private readonly int _classes;

    private FolderImages(DatasetName name, ImmutableArray<ManifestSample> samples, int classes, string folder, ImmutableArray<ClassLabel> labels)
        : base(new DatasetRef(name.Value, ManifestDigest.Of(samples).Value, folder), labels) => (_name, _samples, _classes) = (name, samples, classes);

    /// <summary>Indexes the folder.</summary>
    public static async Task<JobImages> IndexAsync(string path, BatchRunRequest request, ModelCard card, ClassList? classes, ImmutableArray<ClassLabel> labels, CancellationToken cancellationToken)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var indexed = await DatasetIndex.ScanAsync(
            folder,
            new DatasetIndexOptions
            {
                Labels = request.Kind == JobKind.Predict ? LabelSource.None : LabelSource.Automatic,
                LabelFile = request.Labels,
                Classes = classes,
                ModelClasses = card.Output.Classes,
                OtherFiles = [.. new[] { request.Classes, request.Recipe }.OfType<string>(), .. request.OtherFiles],
            },
            cancellationToken);
        if (request.Kind == JobKind.Evaluate && indexed.Labels == LabelSource.None)
        {
            throw Unlabelled(folder);
        }

        var unlabelled = request.Kind == JobKind.Evaluate ? indexed.Unlabelled : CountedNames.Of([]);
        return new FolderImages(NameOf(request, folder), indexed.Samples, card.Output.Classes, Path.GetFullPath(path), labels)
        {
            Notes = IndexNotes.Of(indexed.Notes, unlabelled, indexed.LabelsWithoutFile, indexed.Ignored),
        };
    }

    /// <inheritdoc/>
    public override async Task PublishAsync(IBlobStore ledger, CancellationToken cancellationToken)
    {
        var written = await ManifestWriter.WriteAsync(ledger, _name, _samples, _classes, cancellationToken);
        await ImagesLocation.RememberAsync(ledger, written, Dataset.Images, cancellationToken);
    }
}
