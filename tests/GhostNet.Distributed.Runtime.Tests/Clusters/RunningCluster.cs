namespace GhostNet.Distributed.Runtime.Tests.Clusters;

/// <summary>One cluster over one ledger, for tests whose jobs do not disturb each other.</summary>
public sealed class RunningCluster : IAsyncLifetime
{
    private Workbench? _bench;
    private Cluster? _cluster;

    internal Workbench Bench => _bench!;

    internal Cluster Cluster => _cluster!;

    public async ValueTask InitializeAsync()
    {
        _bench = await Workbench.CreateAsync();
        _cluster = await Cluster.StartAsync(Bench.Store);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _bench?.Dispose();
    }
}
