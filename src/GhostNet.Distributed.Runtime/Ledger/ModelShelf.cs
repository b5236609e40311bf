using System.Security.Cryptography;
using System.Text;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Runtime.Ledger;

/// <summary>The models of the store: <c>models/{name}/{digest}/model.onnx</c>, <c>card.json</c> beside it, and <c>variants/{target}-{digest}.onnx</c> for kinds of processors.</summary>
public sealed class ModelShelf(JobLedgers ledgers)
{
    private IBlobStore Store => ledgers.Store;

    /// <summary>Puts a model on the shelf; one that is there already stays as it is.</summary>
    /// <exception cref="LedgerException">The model is there with another card: a card decides what the numbers mean, so it is not changed behind a job's back.</exception>
    public async Task<ModelRef> PublishAsync(Stream onnx, ModelCard card, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(card);
        var model = new ModelRef(card.Name, card.Digest);

        // Variants come and go; the card is what the numbers mean.
        var json = (card with { Variants = null }).ToJson();
        if (!await Store.TryCreateAsync(LedgerNames.Card(model), Encoding.UTF8.GetBytes(json), cancellationToken) && await ReadCardJsonAsync(model, cancellationToken) != json)
        {
            throw new LedgerException($"Model {model.Name} ({model.Digest}) is in {Store.Description} with another card; that one is unchanged. Give the model another name in its card, or use another store.");
        }

        await Store.TryCreateAsync(LedgerNames.Model(model), onnx, cancellationToken);
        return model;
    }

    /// <summary>Puts a graph of a published model on the shelf that does the same on a kind of processor, faster.</summary>
    public Task PublishVariantAsync(ModelRef model, string target, byte[] onnx, CancellationToken cancellationToken = default) =>
        Store.TryCreateAsync(LedgerNames.Variant(model, target, Convert.ToHexStringLower(SHA256.HashData(onnx))), onnx, cancellationToken);

    /// <summary>The graph of a model for a target, checked against its digest; null when there is none, or only damaged ones: the plain graph does the same.</summary>
    public async Task<(string Digest, byte[] Onnx)?> TryReadVariantAsync(ModelRef model, string target, CancellationToken cancellationToken = default)
    {
        await foreach (var entry in Store.ListAsync(LedgerNames.Variants(model, target), cancellationToken))
        {
            if (LedgerNames.DigestOfVariant(model, target, entry.Name) is { } digest
                && await Store.TryReadAsync(entry.Name, cancellationToken) is { } onnx
                && Convert.ToHexStringLower(SHA256.HashData(onnx)) == digest)
            {
                return (digest, onnx);
            }
        }

        return null;
    }

    /// <summary>The card.</summary>
    /// <exception cref="LedgerException">It is not there, or damaged.</exception>
    public async Task<ModelCard> ReadCardAsync(ModelRef model, CancellationToken cancellationToken = default)
    {
        var json = await ReadCardJsonAsync(model, cancellationToken);
        try
        {
            return ModelCardText.Parse(Encoding.UTF8.GetBytes(json));
        }
        catch (InvalidModelCardException e)
        {
            throw new LedgerException($"The card of model {model.Name} in {Store.Description} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>The card's text, as it is in the store.</summary>
    /// <exception cref="LedgerException">It is not there.</exception>
    public async Task<string> ReadCardJsonAsync(ModelRef model, CancellationToken cancellationToken = default) =>
        Encoding.UTF8.GetString(await ReadAsync(LedgerNames.Card(model), model, cancellationToken));

    /// <summary>The weights, checked against the digest.</summary>
    /// <exception cref="LedgerException">They are not there, or not those that the digest names.</exception>
    public async Task<byte[]> ReadWeightsAsync(ModelRef model, CancellationToken cancellationToken = default)
    {
        var onnx = await ReadAsync(LedgerNames.Model(model), model, cancellationToken);
        var digest = Convert.ToHexStringLower(SHA256.HashData(onnx));
        return digest == model.Digest
            ? onnx
            : throw new LedgerException($"{LedgerNames.Model(model)} in {Store.Description} is damaged: its SHA-256 is {digest}, its name says {model.Digest}.");
    }

    private async Task<byte[]> ReadAsync(BlobName name, ModelRef model, CancellationToken cancellationToken) =>
        await Store.TryReadAsync(name, cancellationToken)
        ?? throw new LedgerException($"Model {model.Name} is not in {Store.Description}: there is no {name}.");
}
