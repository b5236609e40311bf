using System.Collections.Immutable;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>What came of fetching a sample's bytes; a closed set.</summary>
public abstract record FetchedBytes
{
    private FetchedBytes()
    {
    }

    /// <summary>The bytes that were indexed: the length is right, and the tag where the manifest has one.</summary>
    public sealed record Found(ReadOnlyMemory<byte> Bytes) : FetchedBytes;

    /// <summary>There is no such blob.</summary>
    public sealed record Missing(string Detail) : FetchedBytes;

    /// <summary>There is one, but not the one that was indexed.</summary>
    public sealed record Changed(string Detail) : FetchedBytes;
}

/// <summary>What came of one request. Its samples share the memory that they came in.</summary>
/// <param name="samples">In the order of <see cref="SampleRead.Samples"/>.</param>
/// <param name="content">What the store gave; null when there is no such blob.</param>
public sealed class FetchedRead(ImmutableArray<FetchedBytes> samples, BlobContent? content) : IDisposable
{
    /// <summary>In the order of <see cref="SampleRead.Samples"/>.</summary>
    public ImmutableArray<FetchedBytes> Samples { get; } = samples;

    /// <summary>Lends the memory to the next read; only for whom nobody reads the bytes after.</summary>
    public void Dispose() => content?.Dispose();
}

/// <summary>Fetches samples from the store that a dataset lies in, wherever in it their bytes are, and notices when they are not those that were indexed.</summary>
public static class SampleSource
{
    /// <summary>
    /// The bytes of a sample, by one request. Refuse what is too large by <see cref="ManifestSample.Length"/> before: never more than that comes, plus one byte.
    /// </summary>
    /// <exception cref="StoreException">The store failed; see <see cref="StoreException.IsTransient"/>.</exception>
    public static async Task<FetchedBytes> FetchAsync(IBlobStore store, ManifestSample sample, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(sample);
        return (await FetchAsync(store, SampleRead.Plan([sample])[0], cancellationToken)).Samples[0];
    }

    /// <summary>The bytes of the samples of one request.</summary>
    /// <exception cref="StoreException">The store failed; see <see cref="StoreException.IsTransient"/>.</exception>
    public static async Task<FetchedRead> FetchAsync(IBlobStore store, SampleRead read, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(read);
        var content = await store.TryReadRangeAsync(read.Blob, read.Range, cancellationToken);
        return new FetchedRead(
            [.. read.Samples.Select(s => Judge(store, s.Sample, content?.Properties)
                ?? new FetchedBytes.Found(content!.Bytes.Slice((int)(s.Sample.Range.Offset - read.Range.Offset), (int)s.Sample.Length)))],
            content);
    }

    /// <summary>What is wrong with the blob of a sample; null when it is the one that was indexed, as far as length and tag tell.</summary>
    internal static FetchedBytes? Judge(IBlobStore store, ManifestSample sample, BlobProperties? found)
    {
        if (found is null)
        {
            return new FetchedBytes.Missing($"{sample.Blob} is not in {store.Description}");
        }

        if (sample.Shard is null && found.Length != sample.Length)
        {
            return new FetchedBytes.Changed($"{sample.Path} has {found.Length} bytes; {sample.Length} when it was indexed");
        }

        if (sample.Shard is not null && found.Length < sample.Offset + sample.Length)
        {
            return new FetchedBytes.Changed($"{sample.Shard} has {found.Length} bytes, and {sample.Path} ended at {sample.Offset + sample.Length} when it was indexed");
        }

        return sample.ETag is { } tag && tag != found.ETag ? new FetchedBytes.Changed($"{sample.Blob} has the ETag {found.ETag}; {tag} when it was indexed") : null;
    }
}
