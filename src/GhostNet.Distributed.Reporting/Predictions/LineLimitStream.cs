using System.Text.Json;

namespace GhostNet.Distributed.Reporting;

/// <summary>A file of lines as it is, until one of them is longer than any line of predictions: a reader of lines would look for its end in ever more memory.</summary>
internal sealed class LineLimitStream(Stream inner) : Stream
{
    /// <summary>A hundred classes with long names are some 20 kB.</summary>
    public const int MaxLineBytes = 4 << 20;

    private long _line;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("This stream is forward only.");

    public override long Position
    {
        get => throw new NotSupportedException("This stream is forward only.");
        set => throw new NotSupportedException("This stream is forward only.");
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Counted(buffer.Span[..count]);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Counted(buffer.AsSpan(offset, inner.Read(buffer, offset, count)));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("This stream is forward only.");

    public override void SetLength(long value) => throw new NotSupportedException("This stream is read-only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is read-only.");

    private int Counted(ReadOnlySpan<byte> read)
    {
        // Lines within what was read are no longer than that, which the reader has in memory anyway.
        var end = read.LastIndexOf((byte)'\n');
        _line = end < 0 ? _line + read.Length : read.Length - end - 1;
        return _line <= MaxLineBytes ? read.Length : throw new JsonException($"A line of the predictions is longer than {MaxLineBytes} bytes.");
    }
}
