using GhostNet.Distributed.Benchmarks.Measuring;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Benchmarks.Overhead;

/// <summary>What it costs to have the bytes of images from a folder by the product's own store, and nothing else.</summary>
internal static class StoreReading
{
    /// <summary>Reads every image of a folder once, one after the other.</summary>
    /// <returns>Processor time of this process.</returns>
    public static async Task<TimeSpan> MeasureAsync(string folder)
    {
        var store = new FolderBlobStore(folder);
        BlobName[] names = [.. Directory.EnumerateFiles(folder, "*.JPEG", SearchOption.AllDirectories).Select(file => BlobName.Parse(Path.GetRelativePath(folder, file)))];
        var before = ProcessFacts.Processor(Environment.ProcessId);
        foreach (var name in names)
        {
            using var content = await store.TryReadRangeAsync(name, default) ?? throw new FileNotFoundException($"{name} was there a moment ago.");
        }

        return ProcessFacts.Processor(Environment.ProcessId) - before;
    }
}
