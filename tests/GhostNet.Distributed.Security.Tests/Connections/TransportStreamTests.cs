using System.IO.Pipelines;
using System.Security.Authentication;
using GhostNet.Distributed.Security.Connections;

namespace GhostNet.Distributed.Security.Tests.Connections;

public sealed class TransportStreamTests
{
    // Like a socket's before it is bounded: takes whatever comes.
    private readonly Pipe _in = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _out = new(new PipeOptions(pauseWriterThreshold: 0));

    [Fact]
    public async Task Bytes_come_in_order_whatever_the_pieces()
    {
        var sent = Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7)).ToArray();
        await _in.Writer.WriteAsync(sent, TestContext.Current.CancellationToken);
        await _in.Writer.CompleteAsync();
        await using var stream = Open();
        using MemoryStream received = new();
        var piece = new byte[777];
        while (await stream.ReadAsync(piece, TestContext.Current.CancellationToken) is > 0 and var count)
        {
            received.Write(piece, 0, count);
        }

        Assert.Equal(sent, received.ToArray());
    }

    [Fact]
    public async Task A_reader_gives_up_when_Orleans_closes_the_connection()
    {
        await using var stream = Open();
        var reading = stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();
        _in.Reader.CancelPendingRead();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task A_writer_gives_up_when_Orleans_closes_the_connection()
    {
        await using var stream = Open();
        _out.Writer.CancelPendingFlush();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stream.WriteAsync(new byte[1], TestContext.Current.CancellationToken).AsTask());
    }

    [Fact]
    public async Task A_writer_is_told_that_the_other_side_reads_no_more()
    {
        await using var stream = Open();
        await _out.Reader.CompleteAsync();
        await Assert.ThrowsAsync<IOException>(() => stream.WriteAsync(new byte[1], TestContext.Current.CancellationToken).AsTask());
    }

    [Theory]
    [InlineData(TransportStream.MaxAhead, true, true)]
    [InlineData(TransportStream.MaxAhead + 1, true, false)]
    [InlineData(TransportStream.MaxAhead + 1, false, true)]
    public async Task A_stranger_may_send_only_so_much_ahead(int bytes, bool isHandshaking, bool isRead)
    {
        await _in.Writer.WriteAsync(new byte[bytes], TestContext.Current.CancellationToken);
        await using var stream = Open();
        stream.IsHandshaking = isHandshaking;
        var reading = stream.ReadAsync(new byte[10], TestContext.Current.CancellationToken).AsTask();
        if (isRead)
        {
            Assert.Equal(10, await reading);
        }
        else
        {
            await Assert.ThrowsAnyAsync<AuthenticationException>(() => reading);
        }
    }

    private TransportStream Open() => new(new Ends(_in.Reader, _out.Writer));

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
