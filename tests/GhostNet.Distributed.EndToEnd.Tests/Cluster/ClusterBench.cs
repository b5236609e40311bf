using GhostNet.Distributed.EndToEnd.Tests.Cluster;
using GhostNet.Distributed.Testing.Clusters;

[assembly: AssemblyFixture(typeof(ClusterBench))]

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>Clusters with a ledger in a folder, and the question that they are asked, made for the first test that asks.</summary>
public sealed class ClusterBench : IAsyncLifetime
{
    // Five thousand samples: long enough on three workers to be disturbed in the middle. What takes longest, a worker that joins, is there when a third are done.
    private const int Thousands = 5;

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

/// <summary>
/// Tests with clusters that are disturbed in the middle of their work run one after the other: several at once on one machine would only measure how it is divided. They wait for half of their time,
/// for leases to end and members to be missed, so that other tests run beside them.
/// </summary>
[CollectionDefinition(Name)]
public sealed class Clusters
{
    /// <summary>The collection's name.</summary>
    public const string Name = "clusters";
}
