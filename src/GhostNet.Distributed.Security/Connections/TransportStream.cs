using System.IO.Pipelines;

namespace GhostNet.Distributed.Security.Connections;

/// <summary>A connection's two pipes as the one stream that TLS works on. They belong to Orleans, which completes them.</summary>
internal sealed class TransportStream(IDuplexPipe pipes) : Stream
{
    /// <summary>What a peer may send ahead before it is known: a handshake is a few kilobytes.</summary>
    internal const int MaxAhead = 256 << 10;

    /// <summary>Whether the peer is not known yet.</summary>
    public bool IsHandshaking { get; set; } = true;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var read = await pipes.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (read.IsCanceled)
        {
            // How Orleans ends a connection: it cancels what is read from the pipe below, and waits for the reader to give up.
            pipes.Input.AdvanceTo(read.Buffer.Start);
            throw new OperationCanceledException("The connection is being closed.");
        }

        if (IsHandshaking && read.Buffer.Length > MaxAhead)
        {
            pipes.Input.AdvanceTo(read.Buffer.Start);
            throw new HandshakeException(Admission.NotTls, $"more than {MaxAhead >> 10} KiB came ahead of the handshake");
        }

        var part = read.Buffer.Length > buffer.Length ? read.Buffer.Slice(0, buffer.Length) : read.Buffer;
        var count = 0;
        foreach (var segment in part)
        {
            segment.Span.CopyTo(buffer.Span[count..]);
            count += segment.Length;
        }

        // The memory goes back here: nothing of it may be looked at afterwards.
        pipes.Input.AdvanceTo(part.End);
        return count;
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var written = await pipes.Output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (written.IsCanceled)
        {
            throw new OperationCanceledException("The connection is being closed.");
        }

        if (written.IsCompleted)
        {
            throw new IOException("The connection is closed.");
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Reached only when a pipe over TLS is completed with bytes that were not flushed. The pipe below takes any number without waiting, so this does not block.</summary>
    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Does nothing: each write is flushed.</summary>
    public override void Flush()
    {
    }

    /// <summary>Does nothing: each write is flushed.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
