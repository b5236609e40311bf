using Microsoft.Win32.SafeHandles;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>A range of an open file as a forward-only stream; closes the file.</summary>
internal sealed class FileRangeStream(SafeFileHandle file, long offset, long length) : Stream
{
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

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = RandomAccess.Read(file, buffer[..Left(buffer.Length)], offset + _read);
        return Advance(count, buffer.Length);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await RandomAccess.ReadAsync(file, buffer[..Left(buffer.Length)], offset + _read, cancellationToken);
        return Advance(count, buffer.Length);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("This stream is forward only.");

    public override void SetLength(long value) => throw new NotSupportedException("This stream is read-only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is read-only.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Left(int wanted) => (int)Math.Min(wanted, length - _read);

    // A file that ends before the length it had when it was opened was cut by someone: silence would look like a whole blob.
    private int Advance(int count, int wanted)
    {
        if (count == 0 && wanted > 0 && _read < length)
        {
            throw new EndOfStreamException($"The file ended at byte {offset + _read}; expected {offset + length}.");
        }

        _read += count;
        return count;
    }
}
