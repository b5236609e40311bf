using System.Collections.Immutable;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Cli.Stores;
using GhostNet.Distributed.Datasets;
using GhostNet.Distributed.Datasets.Classes;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Cli.Images;

/// <summary>The images of a job, known by name and label and not yet in any ledger.</summary>
internal abstract class JobImages(DatasetRef dataset, ImmutableArray<ClassLabel> labels) : IDisposable
{
    /// <summary>The dataset, as the job's spec names it.</summary>
    public DatasetRef Dataset => dataset;

    /// <summary>The model's classes, as far as they are known.</summary>
    public ImmutableArray<ClassLabel> Labels => labels;

    /// <summary>What a person should know before the numbers.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Puts the manifest into a ledger's store; what is there already stays.</summary>
    public abstract Task PublishAsync(IBlobStore ledger, CancellationToken cancellationToken);

    /// <summary>Finds the images that a request names, with the classes that it or the model's card gives.</summary>
    /// <param name="request">The request.</param>
    /// <param name="card">The model's card.</param>
    /// <param name="ledger">The ledger that has a named dataset; null when none can be named.</param>
    /// <param name="terminal">Where progress is said.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<JobImages> FindAsync(BatchRunRequest request, ModelCard card, IBlobStore? ledger, Terminal terminal, CancellationToken cancellationToken)
    {
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
        var labels = classes is null ? card.Labels : [.. classes.Classes.Select(c => new ClassLabel(c.Id, c.Name))];
        if (request.Dataset is { } dataset)
        {
            return await LedgerImages.OpenAsync(dataset, request, card, labels, ledger!, cancellationToken);
        }

        var images = request.Images!;
        if (GivenStore.Parse(images) is BlobStoreLocation.Folder folder)
        {
            GivenPaths.RequireFolder(folder.Path, "images");
            if (!StoredImages.HasShardsOnly(folder.Path))
            {
                return await FolderImages.IndexAsync(folder.Path, request, card, classes, labels, cancellationToken);
            }
        }

        var progress = new SaidProgress<long>(samples => $"Indexed {samples} images of {GivenStore.Lasting(images)} so far.", terminal, TimeProvider.System);
        return await StoredImages.IndexAsync(images, request, card, classes, labels, progress, cancellationToken);
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>The dataset's name: as asked for, else by where the images are.</summary>
    protected static DatasetName NameOf(BatchRunRequest request, string location) =>
        request.DatasetName ?? DefaultName(location);

    /// <summary>A name for the dataset at a location: the last word of it.</summary>
    public static DatasetName DefaultName(string location) => DatasetName.Parse(SafeName.From(GivenStore.Parse(location) switch
    {
        BlobStoreLocation.Folder folder => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder.Path))),
        var other => other.ToString()!.TrimEnd('/').Split('/', ':')[^1],
    }));

    /// <summary>A job that compares labels needs some.</summary>
    protected static CliException Unlabelled(string where) => new(
        ExitCode.Usage,
        $"The images in {where} have no labels: they lie in no class folders, and no labels file is given. Give one (--labels), or use ghostnet predict. On a cluster that is submit --kind predict.");
}
