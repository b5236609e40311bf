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
        var bytes = Rent(store, name);
        await Content.ReadExactlyAsync(bytes.AsMemory(0, (int)Length), cancellationToken);
        return BlobContent.InRented(bytes, (int)Length, Properties);
    }

    /// <summary>Reads the content to its end on this thread.</summary>
    /// <inheritdoc cref="ToContentAsync" path="/exception"/>
    internal BlobContent ToContent(string store, BlobName name)
    {
        var bytes = Rent(store, name);
        Content.ReadExactly(bytes.AsSpan(0, (int)Length));
        return BlobContent.InRented(bytes, (int)Length, Properties);
    }

    // What a read that fails has rented is left to the garbage collector: something may still write to it.
    private byte[] Rent(string store, BlobName name) => Length <= Array.MaxLength
        ? BlobContent.Rent((int)Length)
        : throw new StoreException(store, name.Value, $"cannot read {Length} bytes into memory", "Read it as a stream.");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
