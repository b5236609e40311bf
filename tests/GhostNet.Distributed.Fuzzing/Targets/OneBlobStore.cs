using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>A store of one blob in memory, whatever name it is asked for; every call is done at once, on the thread that is measured.</summary>
internal sealed class OneBlobStore(byte[] content) : IBlobStore
{
    private readonly BlobProperties _properties = new(content.Length, "\"1\"");

    /// <inheritdoc/>
    public string Description => "memory";

    /// <inheritdoc/>
    public Task<byte[]?> TryReadAsync(BlobName name, CancellationToken cancellationToken = default) => Task.FromResult<byte[]?>(content);

    /// <inheritdoc/>
    public Task<BlobContent?> TryReadRangeAsync(BlobName name, BlobRange range, CancellationToken cancellationToken = default) => Task.FromResult<BlobContent?>(
        new BlobContent(content.AsMemory((int)Math.Min(range.Offset, content.Length), (int)range.LengthWithin(content.Length)), _properties));

    /// <inheritdoc/>
    public Task<OpenBlob?> OpenReadAsync(BlobName name, BlobRange range = default, CancellationToken cancellationToken = default)
    {
        var length = (int)range.LengthWithin(content.Length);
        return Task.FromResult<OpenBlob?>(new OpenBlob(new MemoryStream(content, (int)Math.Min(range.Offset, content.Length), length, writable: false), length, _properties));
    }

    /// <inheritdoc/>
    public Task<BlobProperties?> TryGetPropertiesAsync(BlobName name, CancellationToken cancellationToken = default) => Task.FromResult<BlobProperties?>(_properties);

    /// <inheritdoc/>
    public Task<bool> TryCreateAsync(BlobName name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<bool> TryCreateAsync(BlobName name, Stream content, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(BlobName name, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
