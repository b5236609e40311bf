using GhostNet.Distributed.EndToEnd.Tests.Lanes;
using Xunit.Sdk;
using Xunit.v3;

// Two, however many processors there are: one after the other the disturbed clusters, which share the machine with one thing at a time, and that is everything else.
[assembly: Parallelization(MaxThreads = 2)]
[assembly: TestCollectionOrderer(typeof(LongestFirst))]
[assembly: TestClassOrderer(typeof(LongestFirst))]

namespace GhostNet.Distributed.EndToEnd.Tests.Lanes;

/// <summary>What takes minutes begins first, and what waits for the version before this one comes when the other lane has built it.</summary>
public sealed class LongestFirst : ITestCollectionOrderer, ITestClassOrderer
{
    private const string Upgrades = ".Upgrades";

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Rank(collection.TestCollectionDisplayName)).ThenBy(collection => collection.UniqueID, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestClass?> OrderTestClasses<TTestClass>(IReadOnlyCollection<TTestClass?> testClasses)
        where TTestClass : ITestClass =>
        [.. testClasses.OrderBy(one => one?.TestClassNamespace?.EndsWith(Upgrades, StringComparison.Ordinal) is true).ThenBy(one => one?.UniqueID, StringComparer.Ordinal)];

    private static int Rank(string collection) => collection switch
    {
        Cluster.Clusters.Name => 0,
        Publishing.Name => 1,
        _ when collection.Contains($"{Upgrades}.", StringComparison.Ordinal) => 2,
        _ => 3,
    };
}
