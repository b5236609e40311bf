namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>A blob's bytes, forward only, fetched piece by piece when they are read.</summary>
/// <param name="first">The first piece.</param>
/// <param name="length">Number of bytes altogether.</param>
/// <param name="next">Fetches what follows the bytes read so far; never nothing before the end.</param>
internal sealed class PiecewiseStream(ReadOnlyMemory<byte> first, long length, Func<long, CancellationToken, Task<ReadOnlyMemory<byte>>> next) : Stream
{
    private ReadOnlyMemory<byte> _piece = first;
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException("This stream is forward only.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_piece.IsEmpty && _read < length && !buffer.IsEmpty)
        {
            _piece = await next(_read, cancellationToken);
        }

        var count = Math.Min(buffer.Length, _piece.Length);
        _piece[..count].CopyTo(buffer);
        _piece = _piece[count..];
        _read += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read this stream asynchronously: it waits for the network.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("This stream is forward only.");

    public override void SetLength(long value) => throw new NotSupportedException("This stream is read-only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is read-only.");
}
