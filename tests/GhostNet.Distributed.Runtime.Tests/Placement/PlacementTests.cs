using System.Reflection;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Board;
using GhostNet.Distributed.Runtime.Coordination;
using GhostNet.Distributed.Runtime.Fleet;
using GhostNet.Distributed.Runtime.ModelHosts;
using GhostNet.Distributed.Runtime.Placement;
using GhostNet.Distributed.Runtime.Tests.Clusters;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;

namespace GhostNet.Distributed.Runtime.Tests.Placement;

/// <summary>Four silos with labels of their own, as a mixed cluster has them; whichever of them places, a grain comes where its labels or its name say.</summary>
public sealed class PlacementTests : IAsyncLifetime
{
    private const int Cloud = 0;
    private const int Edge = 2;

    private static readonly Dictionary<string, string>[] Labels =
    [
        new() { ["arch"] = "x64", ["pool"] = "cloud" },
        new() { ["arch"] = "arm64", ["pool"] = "cloud" },
        new() { ["arch"] = "arm64", ["pool"] = "edge", ["zone"] = "a" },
        new() { ["arch"] = "x64", ["pool"] = "edge" },
    ];

    private Workbench? _bench;
    private Cluster? _cluster;

    private Cluster Cluster => _cluster!;

    public async ValueTask InitializeAsync()
    {
        _bench = await Workbench.CreateAsync();
        _cluster = await Cluster.StartAsync(_bench.Store, silos: 4, labels: Labels);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _bench?.Dispose();
    }

    [Fact]
    public async Task A_grain_with_required_labels_is_on_the_silo_that_has_them_all_whichever_places()
    {
        var key = 0;
        foreach (var placing in Cluster.Silos)
        {
            // The silo that first calls a grain is the one that places it.
            var grains = placing.ServiceProvider.GetRequiredService<IGrainFactory>();
            for (var i = 0; i < 5; i++)
            {
                var grain = grains.GetGrain<IEdgeGrain>(key++);
                Assert.Equal(Cluster.Silos[Edge].Name, await WhenLabelsAreKnownAsync(grain));
            }
        }
    }

    [Fact]
    public async Task A_grain_whose_labels_no_silo_has_is_nowhere_and_the_call_says_so()
    {
        var e = await Assert.ThrowsAnyAsync<Exception>(() => Cluster.Grains.GetGrain<INowhereGrain>(0).GetSiloAsync());
        Assert.Contains("pool=moon", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grain_with_preferred_labels_is_on_the_silo_that_has_them_whichever_places()
    {
        var key = 0;
        foreach (var placing in Cluster.Silos)
        {
            // Until the labels are known, it may be anywhere, and stays there: so another one each time.
            var grains = placing.ServiceProvider.GetRequiredService<IGrainFactory>();
            await Within.UntilAsync("the labels to be known", () => grains.GetGrain<ICloudFirstGrain>(key++).GetSiloAsync(), silo => silo == Cluster.Silos[Cloud].Name);
            for (var i = 0; i < 5; i++)
            {
                Assert.Equal(Cluster.Silos[Cloud].Name, await grains.GetGrain<ICloudFirstGrain>(key++).GetSiloAsync());
            }
        }
    }

    [Fact]
    public async Task A_grain_whose_preferred_labels_no_silo_has_is_on_any() =>
        Assert.Contains(await Cluster.Grains.GetGrain<IMoonFirstGrain>(0).GetSiloAsync(), Cluster.Silos.Select(silo => silo.Name));

    [Theory]
    [InlineData(typeof(JobGrain))]
    [InlineData(typeof(JobBoardGrain))]
    public void What_coordinates_prefers_silos_that_are_there_for_it(Type grain)
    {
        var strategy = (PreferredLabelsStrategy)grain.GetCustomAttribute<PreferredLabelsAttribute>()!.PlacementFilterStrategy;
        Assert.Equal("role=coordinator", strategy.Selector.ToString());
    }

    [Fact]
    public async Task A_model_host_and_a_worker_are_on_the_silo_that_their_keys_name_whichever_places()
    {
        foreach (var (i, silo) in Cluster.Silos.Index())
        {
            var grains = Cluster.Silos[(i + 1) % Cluster.Silos.Count].ServiceProvider.GetRequiredService<IGrainFactory>();
            Assert.Equal(silo.Name, (await grains.GetGrain<IModelHostGrain>($"{TinyModel.Card.Digest}@{silo.Name}").GetStatusAsync()).Host.Name);
            Assert.Equal(silo.Name, (await grains.GetGrain<IWorkerGrain>($"worker@{silo.Name}").GetStatusAsync()).Name);
        }
    }

    [Fact]
    public async Task A_model_host_on_a_silo_that_is_not_there_is_refused_with_its_name()
    {
        var e = await Assert.ThrowsAnyAsync<Exception>(() => Cluster.Grains.GetGrain<IModelHostGrain>($"{TinyModel.Card.Digest}@nowhere").GetStatusAsync());
        Assert.Contains("nowhere", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(ModelHostGrain))]
    [InlineData(typeof(WorkerGrain))]
    public void What_is_pinned_is_not_moved(Type grain)
    {
        var services = Cluster.Silos[0].ServiceProvider;
        var type = services.GetRequiredService<GrainTypeResolver>().GetGrainType(grain);
        var manifest = services.GetRequiredService<IClusterManifestProvider>().LocalGrainManifest;
        Assert.Contains(WellKnownGrainTypeProperties.Immovable, manifest.Grains[type].Properties);
    }

    [Fact]
    public async Task Every_node_tells_its_labels_and_its_own_architecture()
    {
        var hosts = await Cluster.Client.ListHostsAsync(TestContext.Current.CancellationToken);
        var own = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        Assert.Equal(
            [$"arch={own},pool=cloud", $"arch={own},pool=cloud", $"arch={own},pool=edge,zone=a", $"arch={own},pool=edge"],
            Cluster.Silos.Select(silo => hosts.Single(host => host.Name == silo.Name).Host!.Labels));
    }

    // Labels of other silos are fetched after they have joined; until then they are unknown, which matches nothing.
    private static Task<string> WhenLabelsAreKnownAsync(IEdgeGrain grain) => Within.UntilAsync("the labels to be known", () => AskAsync(grain), silo => silo is not null)!;

    private static async Task<string?> AskAsync(IEdgeGrain grain)
    {
        try
        {
            return await grain.GetSiloAsync();
        }
        catch (OrleansException)
        {
            return null;
        }
    }
}
