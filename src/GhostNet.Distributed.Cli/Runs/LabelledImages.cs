using System.Collections.Immutable;
using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Classes;
using GhostNet.Distributed.Datasets.Indexing;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Cli.Runs;

/// <summary>A folder of images as a dataset for one model.</summary>
/// <param name="Name">The dataset's name, after the folder.</param>
/// <param name="Samples">The samples.</param>
/// <param name="Labels">The model's classes, as far as they are known.</param>
/// <param name="Notes">What a person should know before the numbers.</param>
internal sealed record LabelledImages(DatasetName Name, ImmutableArray<ManifestSample> Samples, ImmutableArray<ClassLabel> Labels, ImmutableArray<string> Notes)
{
    /// <summary>Indexes the folder that a run names, with the classes that it or the model's card gives.</summary>
    public static async Task<LabelledImages> IndexAsync(BatchRunRequest request, ModelCard card, CancellationToken cancellationToken)
    {
        GivenPaths.RequireFolder(request.Images, "images");
        foreach (var (file, what) in new[] { (request.Classes, "class list"), (request.Labels, "labels file") })
        {
            if (file is not null)
            {
                GivenPaths.RequireFile(file, what);
            }
        }

        var classes = request.Classes is not null ? await ClassList.ReadAsync(request.Classes, cancellationToken)
            : card.Labels.IsEmpty ? null
            : ClassList.Of(card.Labels.Select(label => new ImageClass(label.Id, label.Name)));
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Images));
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
            throw new CliException(
                ExitCode.Usage,
                $"The images in {folder} have no labels: they lie in no class folders, and no labels file is given. Give one (--labels), or use ghostnet predict.");
        }

        var labels = classes is null ? card.Labels : [.. classes.Classes.Select(c => new ClassLabel(c.Id, c.Name))];
        return new LabelledImages(DatasetName.Parse(SafeName.From(Path.GetFileName(folder))), indexed.Samples, labels, [.. NotesOf(indexed, request)]);
    }

    private static IEnumerable<string> NotesOf(IndexedDataset indexed, BatchRunRequest request)
    {
        foreach (var note in indexed.Notes)
        {
            yield return note;
        }

        if (request.Kind == JobKind.Evaluate && indexed.Unlabelled.Count > 0)
        {
            yield return $"{indexed.Unlabelled.Count} images have no label and will be counted as failed: {indexed.Unlabelled}";
        }

        if (indexed.LabelsWithoutFile.Count > 0)
        {
            yield return $"{indexed.LabelsWithoutFile.Count} labels are of files that are not there: {indexed.LabelsWithoutFile}";
        }

        if (indexed.Ignored.Count > 0)
        {
            yield return $"{indexed.Ignored.Count} files are no images by their names and were left out: {indexed.Ignored}";
        }
    }
}
