namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>A blob that is being read. The lengths are known before the first byte, so that a reader can refuse what is too large without a second call.</summary>
public sealed class OpenBlob(Stream content, long length, BlobProperties properties) : IAsyncDisposable
{
    /// <summary>The bytes of the range that was asked for; forward only.</summary>
    public Stream Content { get; } = content;

    /// <summary>Number of bytes in <see cref="Content"/>.</summary>
    public long Length { get; } = length;

    /// <summary>Length and tag of the whole blob.</summary>
    public BlobProperties Properties { get; } = properties;

    /// <summary>Reads the content to its end.</summary>
    /// <exception cref="StoreException">It is too large for memory.</exception>
    /// <exception cref="IOException">It cannot be read, or ended before its length.</exception>
    internal async Task<BlobContent> ToContentAsync(string store, BlobName name, CancellationToken cancellationToken)
    {
        var bytes = Allocate(store, name);
        await Content.ReadExactlyAsync(bytes, cancellationToken);
        return new BlobContent(bytes, Properties);
    }

    /// <summary>Reads the content to its end on this thread.</summary>
    /// <inheritdoc cref="ToContentAsync" path="/exception"/>
    internal BlobContent ToContent(string store, BlobName name)
    {
        var bytes = Allocate(store, name);
        Content.ReadExactly(bytes);
        return new BlobContent(bytes, Properties);
    }

    // Every byte is written before anybody reads one, so zeros would be work for nothing.
    private byte[] Allocate(string store, BlobName name) => Length <= Array.MaxLength
        ? GC.AllocateUninitializedArray<byte>((int)Length)
        : throw new StoreException(store, name.Value, $"cannot read {Length} bytes into memory", "Read it as a stream.");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
