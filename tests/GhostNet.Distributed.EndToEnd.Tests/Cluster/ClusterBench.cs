using GhostNet.Distributed.EndToEnd.Tests.Cluster.Stores;
using GhostNet.Distributed.EndToEnd.Tests.Cluster.Upgrades;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>Clusters with a ledger in a folder, and the question that they are asked, made for the first test that asks.</summary>
public sealed class ClusterBench : IAsyncLifetime
{
    // Eight thousand samples: long enough on three workers to be disturbed in the middle.
    private const int Thousands = 8;

    private readonly Lazy<Task<ClusterQuestion>> _question = new(() => ClusterQuestion.MakeAsync(Thousands));

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A cluster of three workers.</summary>
    public Task<TestCluster> StartClusterAsync() => StartClusterAsync(setup => setup);

    /// <summary>A cluster that is made in another way.</summary>
    public async Task<TestCluster> StartClusterAsync(Func<ClusterSetup, ClusterSetup> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return await TestCluster.StartAsync(change(new ClusterSetup { Question = await _question.Value }));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_question is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            (await _question.Value).Dispose();
        }
    }
}

/// <summary>Tests with clusters run one after the other: several at once on one machine would only measure how it is divided.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Clusters : ICollectionFixture<ClusterBench>, ICollectionFixture<StoreBench>, ICollectionFixture<PreviousVersion>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "clusters";
}
