using System.Security.Cryptography;
using System.Text;
using GhostNet.Distributed.Cli.Images;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Runtime.Ledger;

namespace GhostNet.Distributed.Cli.Runs;

/// <summary>A question made ready to be asked: the spec, and what the ledger must hold before.</summary>
internal sealed class PreparedJob : IDisposable
{
    private readonly ModelFile _model;
    private readonly JobImages _images;
    private readonly ModelCard _card;
    private readonly Terminal _terminal;

    private PreparedJob(JobSpec spec, ModelFile model, JobImages images, ModelCard card, Terminal terminal) =>
        (Spec, _model, _images, _card, _terminal) = (spec, model, images, card, terminal);

    /// <summary>The spec. Its id is by the question, unless another was chosen.</summary>
    public JobSpec Spec { get; }

    /// <summary>Opens the model, indexes the images and says what a person should know of them. Writes nothing.</summary>
    /// <param name="request">The question.</param>
    /// <param name="id">The id; null takes one that the same question always has.</param>
    /// <param name="ledger">The ledger, where a dataset of it may be named.</param>
    /// <param name="terminal">Where notes are said.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<PreparedJob> PrepareAsync(BatchRunRequest request, JobId? id, IBlobStore? ledger, Terminal terminal, CancellationToken cancellationToken)
    {
        var model = ModelFile.Open(request.Model, await RecipeFile.ReadAsync(request.Recipe, cancellationToken));
        var images = await JobImages.FindAsync(request, model.Card, ledger, terminal, cancellationToken);
        foreach (var note in model.Notes.Concat(images.Notes))
        {
            terminal.Say($"note: {note}");
        }

        // Variants answer the same: they are no part of the question.
        var card = model.Card with { Labels = images.Labels, Variants = null };
        var spec = new JobSpec
        {
            Id = default,
            Kind = request.Kind,
            Model = new ModelRef(card.Name, card.Digest),
            Dataset = images.Dataset,
            ShardSize = request.ShardSize,
            TopK = request.Top,
            MaxFailedSamples = request.MaxFailed,
            Priority = request.Priority,
            NodeSelector = request.Selector is { Labels.Count: > 0 } selector ? selector : null,
            Canary = request.Canary,
            SampleTimeLimit = request.SampleTimeLimit,
        };
        return new PreparedJob(spec with { Id = id ?? IdOf(spec, card) }, model, images, card, terminal);
    }

    /// <summary>Puts model, its variants and the manifest into a ledger's store; what is there already stays.</summary>
    /// <param name="ledgers">The ledger.</param>
    /// <param name="onlyTarget">The only target whose graph is needed; null for every one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task PublishAsync(JobLedgers ledgers, string? onlyTarget, CancellationToken cancellationToken)
    {
        var shelf = new ModelShelf(ledgers);
        await using (var onnx = File.OpenRead(_model.Path))
        {
            await shelf.PublishAsync(onnx, _card, cancellationToken);
        }

        foreach (var variant in (_model.Card.Variants ?? []).Where(variant => onlyTarget is null || variant.Target == onlyTarget))
        {
            if (ModelVariantFiles.TryRead(_model.Path, variant) is { } graph)
            {
                await shelf.PublishVariantAsync(Spec.Model, variant.Target, graph, cancellationToken);
            }
            else
            {
                _terminal.Say($"note: {variant.File} is not beside the model, or is another file than the card lists; workers that it is for use the plain graph.");
            }
        }

        await _images.PublishAsync(ledgers.Store, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _images.Dispose();

    /// <summary>The same question has the same id, so that asking again finds the job; its worker's threads and batch are no part of the question.</summary>
    private static JobId IdOf(JobSpec spec, ModelCard card)
    {
        var question = spec with { Id = JobId.Parse("x") };
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(question.ToJson() + ModelCardText.ToJson(card)));
        return JobId.Parse($"{spec.Kind.ToString().ToLowerInvariant()}-{Convert.ToHexStringLower(hash)[..12]}");
    }
}
