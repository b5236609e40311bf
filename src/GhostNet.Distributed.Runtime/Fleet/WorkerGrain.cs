using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Hosting;
using GhostNet.Distributed.Runtime.ModelHosts;
using GhostNet.Distributed.Runtime.Placement;
using GhostNet.Distributed.Runtime.Pump;
using Microsoft.Extensions.Options;
using Orleans.Placement;

namespace GhostNet.Distributed.Runtime.Fleet;

/// <summary>One silo, as it describes itself.</summary>
[SiloNamePlacement, Immovable]
internal sealed class WorkerGrain(HostFactsSource facts, LoadedModels models, WorkerActivity activity, IOptions<WorkerOptions> options, IOptions<Orleans.Configuration.SiloOptions> silo) : Grain, IWorkerGrain
{
    /// <inheritdoc/>
    public Task<HostStatus> GetStatusAsync() => Task.FromResult(new HostStatus
    {
        Name = silo.Value.SiloName,
        State = HostState.Active,
        Host = facts.Facts(models.Latest?.BatchSize ?? options.Value.BatchSize ?? 0, models.Latest?.Graph),
        Models = models.Digests,
        ShardsInWork = activity.ShardsInWork,
        Samples = activity.Samples,
        SamplesPerSecond = activity.SamplesPerSecond,
        Waiting = activity.Waiting,
        StartedAt = activity.StartedAt,
    });
}
