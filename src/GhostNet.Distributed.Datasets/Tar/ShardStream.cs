using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Tar;

/// <summary>
/// A blob as a stream that can seek, read in windows of 4 MiB: one request for dozens of images' headers, and none for what lies wholly between two windows. A
/// request for every header of 512 bytes would be as slow as one for every image, which shards are there to avoid.
/// </summary>
internal sealed class ShardStream : Stream
{
    private const int WindowBytes = 4 << 20;

    private readonly IBlobStore _store;
    private readonly BlobName _blob;
    private readonly int _maxHeader;
    private ReadOnlyMemory<byte> _window;
    private long _windowStart;

    private ShardStream(IBlobStore store, BlobName blob, int maxHeader, BlobContent first)
    {
        (_store, _blob, _maxHeader, _window, Properties) = (store, blob, maxHeader, first.Bytes, first.Properties);
    }

    /// <summary>Length and tag of the blob, the same for every window.</summary>
    internal BlobProperties Properties { get; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => Properties.Length;

    public override long Position { get; set; }

    /// <summary>Opens a blob; null when there is none.</summary>
    /// <param name="store">The store.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="maxHeader">The most bytes that an extended header may claim.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    internal static async Task<ShardStream?> OpenAsync(IBlobStore store, BlobName blob, int maxHeader, CancellationToken cancellationToken) =>
        await store.TryReadRangeAsync(blob, new BlobRange(0, WindowBytes), cancellationToken) is { } first ? new ShardStream(store, blob, maxHeader, first) : null;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || Position >= Length)
        {
            return 0;
        }

        // A header is not read in two halves: it is looked at before the framework's reader sees it.
        var isBlock = buffer.Length == ExtendedHeader.BlockBytes;
        var wanted = isBlock ? Math.Min(ExtendedHeader.BlockBytes, Length - Position) : 1;
        if (Position < _windowStart || Position + wanted > _windowStart + _window.Length)
        {
            await FetchAsync(cancellationToken);
        }

        var found = _window[(int)(Position - _windowStart)..];
        if (isBlock && found.Length >= ExtendedHeader.BlockBytes && ExtendedHeader.ClaimedBytes(found.Span[..ExtendedHeader.BlockBytes]) is var claimed && claimed > _maxHeader)
        {
            throw new InvalidDataException($"an extended header at byte {Position} claims {claimed} bytes; expected at most {_maxHeader}");
        }

        var count = Math.Min(buffer.Length, found.Length);
        found[..count].CopyTo(buffer);
        Position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read this stream asynchronously: it waits for the network.");

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => Length };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("This stream is read-only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is read-only.");

    private async Task FetchAsync(CancellationToken cancellationToken)
    {
        var content = await _store.TryReadRangeAsync(_blob, new BlobRange(Position, WindowBytes), cancellationToken);
        if (content?.Properties != Properties)
        {
            throw new InvalidDataException($"it changed while it was read: {Properties} at first, then {content?.Properties.ToString() ?? "gone"}");
        }

        (_window, _windowStart) = (content.Bytes, Position);
    }
}
