using System.IO.Pipelines;
using System.Text;
using GhostNet.Distributed.Security.Certificates;
using GhostNet.Distributed.Security.Connections;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Time.Testing;

namespace GhostNet.Distributed.Security.Tests.Connections;

/// <summary>A silo that echoes and a client, with pipes in memory between them, as Orleans drives the two ends.</summary>
internal sealed class Meeting : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The authority that both know unless told otherwise.</summary>
    public TestAuthority Authority { get; } = new();

    /// <summary>The clock of both.</summary>
    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    /// <summary>What the silo's log was told.</summary>
    public Told<AcceptingTls> SiloLog { get; } = new();

    /// <summary>What the client's log was told.</summary>
    public Told<ConnectingTls> ClientLog { get; } = new();

    /// <summary>Why the client's last connection was not made.</summary>
    public LastFailure Last { get; } = new();

    /// <summary>Whatever reached the silo's own protocol.</summary>
    public List<string> Heard { get; } = [];

    /// <summary>The accepting side.</summary>
    public AcceptingTls Accepting(TlsPort port, IssuedCertificate certificate, TestAuthority? knows = null, HandshakeLimits? limits = null) =>
        new(Files("silo", certificate, knows), port, limits ?? new HandshakeLimits(), Time, SiloLog);

    /// <summary>The connecting side.</summary>
    public ConnectingTls Connecting(IssuedCertificate certificate, TestAuthority? knows = null, HandshakeLimits? limits = null) =>
        new(Files("client", certificate, knows), limits ?? new HandshakeLimits(), Last, Time, ClientLog);

    /// <summary>A client says something to a silo; returns what comes back.</summary>
    public async Task<string> SayAsync(AcceptingTls silo, ConnectingTls client, string words)
    {
        var (server, caller) = Connection();
        var serving = ServeAsync(silo, server);
        var answer = "";
        try
        {
            await client.OnConnectionAsync(caller, async connection =>
            {
                await connection.Transport.Output.WriteAsync(Encoding.UTF8.GetBytes(words), TestContext.Current.CancellationToken);
                var read = await connection.Transport.Input.ReadAtLeastAsync(Encoding.UTF8.GetByteCount(words), TestContext.Current.CancellationToken);
                answer = Encoding.UTF8.GetString(read.Buffer);
                connection.Transport.Input.AdvanceTo(read.Buffer.End);
            });
        }
        finally
        {
            await CompleteAsync(caller);
            await serving;
        }

        return answer;
    }

    /// <summary>A silo's side of a connection, until it is over.</summary>
    public async Task ServeAsync(AcceptingTls silo, ConnectionContext connection)
    {
        await silo.OnConnectionAsync(connection, EchoAsync);
        await CompleteAsync(connection);
    }

    /// <summary>Two ends that nothing has been said on.</summary>
    public static (DefaultConnectionContext Silo, DefaultConnectionContext Client) Connection()
    {
        // As Orleans' own transport: what one side writes never waits for the other.
        Pipe up = new(new PipeOptions(pauseWriterThreshold: 0));
        Pipe down = new(new PipeOptions(pauseWriterThreshold: 0));
        return (Context("silo", new Ends(up.Reader, down.Writer)), Context("client", new Ends(down.Reader, up.Writer)));
    }

    /// <summary>As Orleans does when it puts a connection away.</summary>
    public static async Task CompleteAsync(ConnectionContext connection)
    {
        await connection.Transport.Input.CompleteAsync();
        await connection.Transport.Output.CompleteAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Authority.Dispose();
        _folder.Dispose();
    }

    private static DefaultConnectionContext Context(string id, IDuplexPipe pipes) => new(id) { Transport = pipes };

    private async Task EchoAsync(ConnectionContext connection)
    {
        while (true)
        {
            var read = await connection.Transport.Input.ReadAsync(connection.ConnectionClosed);
            if (read.Buffer.IsEmpty && read.IsCompleted)
            {
                return;
            }

            Heard.Add(Encoding.UTF8.GetString(read.Buffer));
            foreach (var segment in read.Buffer)
            {
                await connection.Transport.Output.WriteAsync(segment);
            }

            connection.Transport.Input.AdvanceTo(read.Buffer.End);
        }
    }

    private ReloadedFiles<Credentials> Files(string who, IssuedCertificate certificate, TestAuthority? knows)
    {
        var written = certificate.WriteTo(_folder[who], knows ?? Authority);
        return MutualTls.Open(new CertificateFiles(written.Certificate, written.PrivateKey, written.Authorities), Time, new Told<Credentials>());
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
