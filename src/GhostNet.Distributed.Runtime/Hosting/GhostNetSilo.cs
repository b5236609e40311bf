using System.Diagnostics.Metrics;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Runtime.Board;
using GhostNet.Distributed.Runtime.Coordination;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Runtime.ModelHosts;
using GhostNet.Distributed.Runtime.Placement;
using GhostNet.Distributed.Runtime.Pump;
using GhostNet.Distributed.Runtime.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Placement;

namespace GhostNet.Distributed.Runtime.Hosting;

/// <summary>Makes a silo a GhostNet worker.</summary>
public static class GhostNetSilo
{
    private const int DirectoryCacheSize = 10_000;

    /// <summary>Adds the grains' services, the model hosts and the pump.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="ledger">Where everything that must last is kept; the same store for every silo of a cluster.</param>
    /// <param name="worker">Changes how this worker uses its machine; checked when the host starts.</param>
    /// <param name="coordinator">Changes how coordinators on this silo deal with workers; checked when the host starts.</param>
    /// <param name="images">How the stores that datasets lie in are opened, such as the connection string for <c>azure:container</c>; the environment's by default.</param>
    public static ISiloBuilder AddGhostNet(
        this ISiloBuilder silo, IBlobStore ledger, Action<WorkerOptions>? worker = null, Action<CoordinatorOptions>? coordinator = null, BlobStoreOptions? images = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(ledger);
        images ??= new BlobStoreOptions();
        var services = silo.Services;
        services.AddOptions<WorkerOptions>().Configure(worker ?? (_ => { })).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<CoordinatorOptions>().Configure(coordinator ?? (_ => { })).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);

        services.AddSingleton(new JobLedgers(ledger));
        services.AddSingleton<ModelShelf>();
        services.AddSingleton<Manifests>();
        services.AddSingleton<JobPlanner>();
        services.AddSingleton<JobReporter>();
        services.AddSingleton<Convictions>();

        services.AddSingleton(new ImageStores(images));
        services.AddSingleton<StorePatience>();
        services.AddSingleton<SampleStage>();
        services.AddSingleton<LoadedModels>();
        services.AddSingleton<NodeLabels>();
        services.AddSingleton<HostFactsSource>();
        services.AddSingleton<FairShare>();
        services.AddSingleton<WorkerActivity>();
        services.AddMetrics();
        services.AddSingleton(provider => new WorkInstruments(
            provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<WorkerActivity>(), provider.GetRequiredService<IOptions<WorkerOptions>>().Value.Threads, images.Clock));
        services.AddSingleton<CoordinatedJobs>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<CoordinatedJobs>());
        services.AddSingleton<MembersSeen>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<MembersSeen>());
        services.AddSingleton<IShardRunner, ShardRunner>();
        services.AddSingleton<JobRunFactory>();
        services.AddSingleton<WorkerPump>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<WorkerPump>());
        services.AddSingleton<AttendedJobs>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<AttendedJobs>());

        // A grain a job and some a worker; Orleans' own size is for a million and takes 19 MB.
        silo.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = DirectoryCacheSize);
        silo.AddIncomingGrainCallFilter<FaultsOnTheWire>();
        services.AddPlacementDirector<SiloNamePlacementStrategy, SiloNamePlacementDirector>();
        services.AddPlacementFilter<RequiredLabelsStrategy, RequiredLabelsDirector>(ServiceLifetime.Singleton);
        services.AddPlacementFilter<PreferredLabelsStrategy, PreferredLabelsDirector>(ServiceLifetime.Singleton);
        return silo;
    }
}
