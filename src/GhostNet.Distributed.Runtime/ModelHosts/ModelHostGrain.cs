using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Hosting;
using GhostNet.Distributed.Runtime.Placement;
using Orleans.Placement;

namespace GhostNet.Distributed.Runtime.ModelHosts;

/// <summary>The handle of one model on one node. The session is <see cref="LoadedModels"/>' own, so an activation that the directory drops costs nothing.</summary>
[SiloNamePlacement, Immovable]
internal sealed class ModelHostGrain(LoadedModels models, HostFactsSource facts) : Grain, IModelHostGrain
{
    private string Digest
    {
        get
        {
            var key = this.GetPrimaryKeyString();
            return key[..key.LastIndexOf('@')];
        }
    }

    /// <inheritdoc/>
    public async Task<ModelHostStatus> EnsureLoadedAsync(ModelRef model, string? recipe, int topK)
    {
        if (model.Digest != Digest)
        {
            throw new LedgerException($"Model {model.Digest} was sent to the host of model {Digest}.");
        }

        await models.GetAsync(ClassifierKey.Of(model, recipe, topK));
        return await GetStatusAsync();
    }

    /// <inheritdoc/>
    public Task<ModelHostStatus> GetStatusAsync()
    {
        var loaded = models.Find(Digest);
        return Task.FromResult(new ModelHostStatus
        {
            Host = facts.Facts(loaded?.BatchSize ?? 0, loaded?.Graph),
            ModelDigest = Digest,
            Loaded = loaded is not null,
            LoadedAt = loaded?.LoadedAt,
        });
    }

    /// <inheritdoc/>
    public Task UnloadAsync() => models.UnloadAsync(Digest);
}
