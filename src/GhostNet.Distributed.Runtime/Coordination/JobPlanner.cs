using GhostNet.Distributed.Models.Recipes;
using GhostNet.Distributed.Runtime.Ledger;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>Checks that the store holds what a job needs, and cuts its manifest into shards.</summary>
internal sealed class JobPlanner(Manifests manifests, ModelShelf models)
{
    /// <summary>Reads everything that a worker will need, but the weights.</summary>
    /// <exception cref="LedgerException">The model or the manifest is not in the store, or damaged.</exception>
    /// <exception cref="InvalidJobSpecException">The recipe cannot be used, or a name cannot be one.</exception>
    public async Task CheckAsync(JobSpec spec, CancellationToken cancellationToken = default)
    {
        try
        {
            await models.ReadCardAsync(spec.Model, cancellationToken);
            await PlanAsync(spec, cancellationToken);
            _ = spec.Recipe is null ? null : Recipe.Parse(spec.Recipe);
        }
        catch (Exception e) when (e is InvalidRecipeException or FormatException)
        {
            throw new InvalidJobSpecException($"Job {spec.Id} cannot be submitted: {e.Message}");
        }
    }

    /// <summary>The shards of a job.</summary>
    /// <exception cref="LedgerException">The manifest is not in the store, or damaged.</exception>
    public async Task<JobPlan> PlanAsync(JobSpec spec, CancellationToken cancellationToken = default) =>
        JobPlan.Cut((await manifests.OpenAsync(spec.Dataset, cancellationToken)).Header.Samples, spec.ShardSize);
}
