using GhostNet.Distributed.Datasets.Indexing;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Indexing;

/// <summary>Memory is the whole process's, so nothing else may run at the same time.</summary>
[CollectionDefinition(nameof(StoreIndexMemoryTests), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(StoreIndexMemoryTests))]
public class StoreIndexMemoryTests
{
    private const int Images = 200_000;
    private const long Bound = 4 << 20;

    // From the 80,000th sample on the part that is being written has its full size, so nothing may grow any more.
    [Fact]
    public async Task Two_hundred_thousand_images_stream_in_bounded_memory() => Assert.InRange(await GrowthAsync(new ListedStore(200, Images / 200)), -Bound, Bound);

    [Fact]
    public async Task The_bound_would_be_broken_by_who_holds_the_names() => Assert.InRange(await GrowthAsync(new ListedStore(200, Images / 200) { Holds = true }), 2 * Bound, long.MaxValue);

    private static async Task<long> GrowthAsync(ListedStore store)
    {
        using var ledger = new TemporaryFolder();
        var live = new LiveMemory();

        var found = await StoreIndex.WriteAsync(
            store, new FolderBlobStore(ledger.Path), DatasetName.Parse("val"), new() { ModelClasses = 200 }, live, TestContext.Current.CancellationToken);

        GC.KeepAlive(store);
        Assert.Equal((Images, Images), (found.Header.Samples, found.Header.Labelled));
        TestContext.Current.TestOutputHelper!.WriteLine($"live: {string.Join(", ", live.At.Select(l => $"{l.Samples}: {l.Bytes >> 10} KB"))}");
        return live.At[^1].Bytes - live.At.First(l => l.Samples >= 80_000).Bytes;
    }

    /// <summary>What is still referred to, measured at every 20,000th sample.</summary>
    private sealed class LiveMemory : IProgress<long>
    {
        public List<(long Samples, long Bytes)> At { get; } = [];

        public void Report(long value)
        {
            if (value % 20_000 == 0 && (At.Count == 0 || At[^1].Samples < value))
            {
                At.Add((value, GC.GetTotalMemory(forceFullCollection: true)));
            }
        }
    }
}
