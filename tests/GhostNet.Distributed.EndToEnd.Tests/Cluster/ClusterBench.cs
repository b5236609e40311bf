using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>The question that tests of clusters ask, made once.</summary>
public sealed class ClusterBench : IAsyncLifetime
{
    private const int Thousands = 10;

    /// <summary>Ten thousand samples: long enough on three workers to be disturbed in the middle.</summary>
    public ClusterQuestion Question { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => Question = await ClusterQuestion.MakeAsync(Thousands);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Question?.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Tests with clusters run one after the other: several at once on one machine would only measure how it is divided.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Clusters : ICollectionFixture<ClusterBench>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "clusters";
}
