using System.Security.Cryptography;
using System.Text;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Runtime.Ledger;

/// <summary>The models of the store: <c>models/{name}/{digest}/model.onnx</c> and <c>card.json</c> beside it.</summary>
public sealed class ModelShelf(JobLedgers ledgers)
{
    private IBlobStore Store => ledgers.Store;

    /// <summary>Puts a model on the shelf; one that is there already stays as it is.</summary>
    /// <exception cref="LedgerException">The model is there with another card: a card decides what the numbers mean, so it is not changed behind a job's back.</exception>
    public async Task<ModelRef> PublishAsync(Stream onnx, ModelCard card, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(card);
        var model = new ModelRef(card.Name, card.Digest);
        var json = card.ToJson();
        if (!await Store.TryCreateAsync(LedgerNames.Card(model), Encoding.UTF8.GetBytes(json), cancellationToken) && await ReadCardJsonAsync(model, cancellationToken) != json)
        {
            throw new LedgerException($"Model {model.Name} ({model.Digest}) is in {Store.Description} with another card; that one is unchanged. Give the model another name in its card, or use another store.");
        }

        await Store.TryCreateAsync(LedgerNames.Model(model), onnx, cancellationToken);
        return model;
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
