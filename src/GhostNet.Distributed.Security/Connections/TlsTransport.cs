using System.IO.Pipelines;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;

namespace GhostNet.Distributed.Security.Connections;

/// <summary>The pipes over TLS, which Orleans reads and writes instead of the connection's own.</summary>
internal sealed class TlsTransport : IDuplexPipe
{
    // A record of TLS.
    private const int BufferSize = 16 << 10;

    private TlsTransport(SslStream tls)
    {
        Input = PipeReader.Create(tls, new StreamPipeReaderOptions(bufferSize: BufferSize, minimumReadSize: BufferSize / 4, leaveOpen: true));
        Output = PipeWriter.Create(tls, new StreamPipeWriterOptions(minimumBufferSize: BufferSize, leaveOpen: true));
    }

    /// <inheritdoc/>
    public PipeReader Input { get; }

    /// <inheritdoc/>
    public PipeWriter Output { get; }

    /// <summary>Lets Orleans use the connection through TLS, until it is done with it.</summary>
    public static async Task RunAsync(ConnectionContext connection, SslStream tls, ConnectionDelegate next)
    {
        var below = connection.Transport;
        var encrypted = new TlsTransport(tls);
        connection.Transport = encrypted;
        try
        {
            // Returns when both loops of Orleans, the reading and the writing one, have ended.
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            // Orleans completes the pipes below when it puts the connection away.
            connection.Transport = below;
            await encrypted.Input.CompleteAsync().ConfigureAwait(false);
            await CompleteAsync(encrypted.Output).ConfigureAwait(false);
        }
    }

    private static async Task CompleteAsync(PipeWriter output)
    {
        try
        {
            await output.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // What was not flushed is for a peer that has gone.
        }
    }
}
