using System.Collections.Immutable;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Cli.Stores;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Cli.Images;

/// <summary>A dataset whose manifest the ledger has already, so that nothing is indexed again.</summary>
internal sealed class LedgerImages(DatasetRef dataset, ImmutableArray<ClassLabel> labels) : JobImages(dataset, labels)
{
    /// <summary>Finds the manifest, and where its images are.</summary>
    public static async Task<JobImages> OpenAsync(string dataset, BatchRunRequest request, ModelCard card, ImmutableArray<ClassLabel> labels, IBlobStore ledger, CancellationToken cancellationToken)
    {
        var header = (await DatasetVersion.OpenAsync(ledger, dataset, cancellationToken)).Header;
        if (header.Classes is { } classes && classes != card.Output.Classes)
        {
            throw new CliException(ExitCode.Usage, $"The labels of dataset {dataset} are indices of {classes} classes, and the model {card.Name} has {card.Output.Classes}: every label would mean another class. Index the images with this model's classes.");
        }

        if (request.Kind == JobKind.Evaluate && header.Labelled == 0)
        {
            throw new CliException(ExitCode.Usage, $"The dataset {dataset} has no labels to evaluate with. Index the images with labels, or only classify them (submit --kind predict).");
        }

        var location = request.Images is { } images ? GivenStore.Lasting(images) : await ImagesLocation.FindAsync(ledger, header, cancellationToken)
            ?? throw new CliException(ExitCode.Usage, $"The ledger does not say where the images of {dataset} are; give --images.");
        var unlabelled = header.Samples - header.Labelled;
        return new LedgerImages(new DatasetRef(header.Name, header.Digest, location), labels)
        {
            Notes = request.Kind == JobKind.Evaluate && unlabelled > 0 ? [$"{unlabelled} images have no label and will be counted as failed."] : [],
        };
    }

    /// <inheritdoc/>
    public override Task PublishAsync(IBlobStore ledger, CancellationToken cancellationToken) => Task.CompletedTask;
}
