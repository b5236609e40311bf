using System.Globalization;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Runtime.Coordination;
using GhostNet.Distributed.Runtime.Hosting;
using GhostNet.Distributed.Runtime.Pump;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.TestingHost;

namespace GhostNet.Distributed.Runtime.Tests.Clusters;

/// <summary>A cluster in this process, and the SDK as an external client of it: calls cross the serializer.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private Cluster(InProcessTestCluster cluster) => _cluster = cluster;

    public GhostNetClient Client => _cluster.Client.ServiceProvider.GetRequiredService<GhostNetClient>();

    public IGrainFactory Grains => _cluster.Client;

    public IReadOnlyList<InProcessSiloHandle> Silos => [.. _cluster.Silos.OrderBy(silo => silo.Name, StringComparer.Ordinal)];

    public static async Task<Cluster> StartAsync(
        IBlobStore ledger,
        ShardGate? gate = null,
        short silos = 1,
        Action<WorkerOptions>? worker = null,
        Action<CoordinatorOptions>? coordinator = null,
        BlobStoreOptions? images = null,
        Dictionary<string, string>[]? labels = null,
        Action<ISiloBuilder>? configure = null)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((options, silo) =>
        {
            if (labels is not null)
            {
                // Silo_0, Silo_1 and so on, in whatever order they start.
                silo.UseSiloMetadata(labels[int.Parse(options.SiloName.Split('_')[1], CultureInfo.InvariantCulture)]);
            }

            silo.Configure<ClusterMembershipOptions>(o =>
            {
                (o.ProbeTimeout, o.MaxProbeTimeout, o.NumMissedProbesLimit) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), 3);
                (o.TableRefreshTimeout, o.IAmAliveTablePublishTimeout) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
            });
            silo.AddActivityPropagation();
            silo.AddGhostNet(
                ledger,
                o =>
                {
                    // An idle worker then holds two shards of three samples.
                    (o.Threads, o.BatchSize, o.DrainTimeout, o.LeastSamples) = (1, 2, TimeSpan.Zero, 4);

                    // With both decided nothing is measured.
                    o.Graph = "plain";
                    worker?.Invoke(o);
                },
                o =>
                {
                    o.NextExchange = TimeSpan.FromMilliseconds(200);
                    coordinator?.Invoke(o);
                },
                images);
            configure?.Invoke(silo);
            if (gate is not null)
            {
                silo.Services.AddSingleton(provider => gate.Before(ActivatorUtilities.CreateInstance<ShardRunner>(provider)));
            }
        });
        builder.ConfigureClient(client =>
        {
            client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(5));
            client.AddActivityPropagation();
            client.Services.AddGhostNetClient();
        });
        var cluster = builder.Build();
        await Within.TimeAsync("the cluster to start", cluster.DeployAsync());
        return new Cluster(cluster);
    }

    public Task StopAsync(InProcessSiloHandle silo) => Within.TimeAsync($"silo {silo.Name} to stop", _cluster.StopSiloAsync(silo));

    public Task KillAsync(InProcessSiloHandle silo) => Within.TimeAsync($"silo {silo.Name} to end", _cluster.KillSiloAsync(silo));

    /// <summary>Drops an activation, as idleness or the directory does.</summary>
    public Task DeactivateAsync(IAddressable grain) => Within.TimeAsync("the grain to deactivate", _cluster.DeactivateAsync(grain));

    public async ValueTask DisposeAsync()
    {
        await Within.TimeAsync("the silos to stop", _cluster.StopAllSilosAsync());
        await _cluster.DisposeAsync();
    }
}
