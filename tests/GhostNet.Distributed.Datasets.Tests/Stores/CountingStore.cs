using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Tests.Stores;

/// <summary>Another store, with its range reads counted.</summary>
internal sealed class CountingStore(IBlobStore store) : IBlobStore
{
    private long _bytes;
    private int _reads;

    public long Bytes => _bytes;

    public int Reads => _reads;

    public string Description => store.Description;

    public async Task<BlobContent?> TryReadRangeAsync(BlobName name, BlobRange range, CancellationToken cancellationToken = default)
    {
        var content = await store.TryReadRangeAsync(name, range, cancellationToken);
        Interlocked.Add(ref _bytes, content?.Bytes.Length ?? 0);
        Interlocked.Increment(ref _reads);
        return content;
    }

    public Task<bool> TryCreateAsync(BlobName name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => store.TryCreateAsync(name, content, cancellationToken);

    public Task<bool> TryCreateAsync(BlobName name, Stream content, CancellationToken cancellationToken = default) => store.TryCreateAsync(name, content, cancellationToken);

    public Task<byte[]?> TryReadAsync(BlobName name, CancellationToken cancellationToken = default) => store.TryReadAsync(name, cancellationToken);

    public Task<OpenBlob?> OpenReadAsync(BlobName name, BlobRange range = default, CancellationToken cancellationToken = default) => store.OpenReadAsync(name, range, cancellationToken);

    public Task<BlobProperties?> TryGetPropertiesAsync(BlobName name, CancellationToken cancellationToken = default) => store.TryGetPropertiesAsync(name, cancellationToken);

    public IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancellationToken = default) => store.ListAsync(prefix, cancellationToken);

    public Task<bool> DeleteAsync(BlobName name, CancellationToken cancellationToken = default) => store.DeleteAsync(name, cancellationToken);
}
