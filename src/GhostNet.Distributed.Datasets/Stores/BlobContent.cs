namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>The bytes of a blob, or of a range of it, in memory, with what is known of the whole blob at that moment.</summary>
/// <remarks>
/// Disposing lends the memory to the next read, and is only for whom nobody reads the bytes after; what is not disposed is left to the garbage collector. A job reads every image into memory once,
/// and new memory for each would be most of what there is to collect.
/// </remarks>
/// <param name="bytes">The bytes.</param>
/// <param name="properties">Length and tag of the whole blob.</param>
public sealed class BlobContent(ReadOnlyMemory<byte> bytes, BlobProperties properties) : IDisposable
{
    // What a worker has ahead of its threads, of ordinary photographs.
    private static readonly ReadMemory Memory = new(Environment.ProcessorCount * (4L << 20), static () => GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false));

    private byte[]? _rented;

    /// <summary>The bytes of the range that was asked for.</summary>
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>Length and tag of the whole blob.</summary>
    public BlobProperties Properties { get; } = properties;

    /// <summary>Memory for so many bytes, to be made content with <see cref="InRented"/>. What is never given back is left to the garbage collector.</summary>
    internal static byte[] Rent(int length) => Memory.Take(length);

    /// <summary>Content in the first bytes of an array that was rented.</summary>
    internal static BlobContent InRented(byte[] rented, int length, BlobProperties properties) => new(rented.AsMemory(0, length), properties) { _rented = rented };

    /// <inheritdoc/>
    public void Dispose()
    {
        // Once: an array that is kept twice would be two reads' memory.
        if (Interlocked.Exchange(ref _rented, null) is { } rented)
        {
            Memory.GiveBack(rented);
        }
    }
}
