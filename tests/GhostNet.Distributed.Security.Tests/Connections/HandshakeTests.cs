using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using GhostNet.Distributed.Security.Certificates;
using GhostNet.Distributed.Security.Connections;
using GhostNet.Distributed.Testing.Certificates;

namespace GhostNet.Distributed.Security.Tests.Connections;

/// <summary>Both ends, with real certificates and real TLS between them.</summary>
public sealed class HandshakeTests : IDisposable
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly Meeting _meeting = new();

    public void Dispose() => _meeting.Dispose();

    [Theory]
    [InlineData(Role.Client)]
    [InlineData(Role.Silo)]
    public async Task A_gateway_lets_in_clients_and_silos(string role)
    {
        var words = string.Concat(Enumerable.Repeat("four byte words ", 100_000));
        Assert.Equal(words, await _meeting.SayAsync(Gateway(), _meeting.Connecting(_meeting.Authority.Issue(role)), words));
        Assert.Null(_meeting.Last.Current);
        Assert.Empty(_meeting.SiloLog.Warnings);
    }

    [Fact]
    public async Task A_silo_port_lets_in_silos() => Assert.Equal("hello", await _meeting.SayAsync(SiloPort(), _meeting.Connecting(Issue(Role.Silo)), "hello"));

    [Fact]
    public async Task A_clients_certificate_does_not_open_the_silo_port() =>
        await AssertRefusedAsync(
            SiloPort(), Issue(Role.Client), "has client.ghostnet; a gateway asks for the DNS name client.ghostnet or silo.ghostnet in it, a silo for silo.ghostnet", "on the silo port: certificate ", "this needs the DNS name silo.ghostnet in it");

    [Fact]
    public async Task A_certificate_for_another_name_opens_no_port() => await AssertRefusedAsync(Gateway(), Issue("guest.ghostnet"), "has guest.ghostnet; a gateway asks for", "this needs the DNS name client.ghostnet or silo.ghostnet in it");

    [Fact]
    public async Task A_wildcard_opens_no_port() => await AssertRefusedAsync(Gateway(), Issue("*.ghostnet"), "has *.ghostnet; a gateway asks for", "this needs the DNS name");

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused()
    {
        using var other = new TestAuthority("other authority");
        await AssertRefusedAsync(Gateway(), other.Issue(Role.Client), "it does not know the authority of this certificate, 'CN=certificate of client.ghostnet' of 'CN=other authority'", "is of none of the authorities in");
    }

    [Fact]
    public async Task A_certificate_of_another_authority_of_the_same_name_is_refused()
    {
        using var other = new TestAuthority();
        await AssertRefusedAsync(Gateway(), other.Issue(Role.Client), "this certificate, 'CN=certificate of client.ghostnet'", "TLS refused");
    }

    [Fact]
    public async Task An_expired_certificate_is_refused() =>
        await AssertRefusedAsync(Gateway(), _meeting.Authority.Issue(Role.Client, -Year, TimeSpan.FromMinutes(-1)), "has expired or is not valid yet; renew it, or set the clocks right", "has expired or is not valid yet");

    [Fact]
    public async Task A_certificate_of_tomorrow_is_refused() =>
        await AssertRefusedAsync(Gateway(), _meeting.Authority.Issue(Role.Client, TimeSpan.FromDays(1), Year), "has expired or is not valid yet; renew it, or set the clocks right", "has expired or is not valid yet");

    [Fact]
    public async Task No_certificate_is_refused()
    {
        var (silo, client) = Meeting.Connection();
        var serving = _meeting.ServeAsync(Gateway(), silo);
        await using var tls = new SslStream(new TransportStream(client.Transport), leaveInnerStreamOpen: true, (_, shown, _, _) => shown!.Subject == "CN=certificate of silo.ghostnet");
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = Role.Silo }, TestContext.Current.CancellationToken);
        var answer = new byte[1];
        await tls.ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        Assert.Equal((byte)Admission.NoCertificate, answer[0]);

        // What it says although it was refused reaches nobody.
        await tls.WriteAsync("let me in"u8.ToArray(), TestContext.Current.CancellationToken);
        await Meeting.CompleteAsync(client);
        await serving;
        Assert.Empty(_meeting.Heard);
        Assert.Contains("on the gateway: no certificate was shown", Assert.Single(_meeting.SiloLog.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_tls_is_refused()
    {
        var (silo, client) = Meeting.Connection();
        var serving = _meeting.ServeAsync(Gateway(), silo);
        await using var tls = new SslStream(new TransportStream(client.Transport), leaveInnerStreamOpen: true, (_, shown, _, _) => shown!.Subject == "CN=certificate of silo.ghostnet");
        using var certificate = Issue(Role.Client).Open();
#pragma warning disable CA5398 // The old version is what is tried here.
        var options = new SslClientAuthenticationOptions { TargetHost = Role.Silo, EnabledSslProtocols = SslProtocols.Tls12, ClientCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true) };
#pragma warning restore CA5398
        await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken));
        await Meeting.CompleteAsync(client);
        await serving;
        Assert.Empty(_meeting.Heard);
    }

    [Fact]
    public async Task A_silo_that_the_client_does_not_know_is_refused_by_the_client()
    {
        using var other = new TestAuthority("other authority");
        var fault = await FaultAsync(Gateway(), _meeting.Connecting(Issue(Role.Client), knows: other));
        Assert.Contains("its certificate 'CN=certificate of silo.ghostnet' of 'CN=test authority', ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("is of none of the authorities in", fault.Message, StringComparison.Ordinal);
        Assert.True(_meeting.Last.Current!.IsFinal);
    }

    [Fact]
    public async Task A_client_is_no_silo_even_where_it_listens()
    {
        var fault = await FaultAsync(_meeting.Accepting(TlsPort.Gateway, Issue(Role.Client)), _meeting.Connecting(Issue(Role.Client)));
        Assert.Contains("has client.ghostnet; this needs the DNS name silo.ghostnet in it", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\u0001\u0000\u0000\u0000preamble")]
    public async Task What_is_not_TLS_is_refused_at_its_first_byte(string words)
    {
        var (silo, client) = Meeting.Connection();
        await client.Transport.Output.WriteAsync(Encoding.UTF8.GetBytes(words), TestContext.Current.CancellationToken);
        await _meeting.ServeAsync(Gateway(), silo);
        Assert.Contains("what it sent is not TLS; if it is a worker or a client of this cluster, give it a certificate", Assert.Single(_meeting.SiloLog.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Noise_that_begins_like_TLS_is_refused()
    {
        var (silo, client) = Meeting.Connection();
        await client.Transport.Output.WriteAsync(new byte[] { 22, 3, 1, 0, 4, 9, 9, 9, 9, 9, 9, 9 }, TestContext.Current.CancellationToken);
        await _meeting.ServeAsync(Gateway(), silo);
        Assert.Single(_meeting.SiloLog.Warnings);
        Assert.Empty(_meeting.Heard);
    }

    [Fact]
    public async Task Silence_ends_with_the_patience()
    {
        var (silo, _) = Meeting.Connection();
        var serving = _meeting.ServeAsync(Gateway(), silo);
        Assert.False(serving.IsCompleted);
        _meeting.Time.Advance(TimeSpan.FromSeconds(4));
        await serving;
        Assert.Contains("no handshake within 4 s", Assert.Single(_meeting.SiloLog.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_record_ends_with_the_patience()
    {
        var (silo, client) = Meeting.Connection();
        var serving = _meeting.ServeAsync(Gateway(), silo);
        await client.Transport.Output.WriteAsync(new byte[] { 22, 3, 1, 2, 0, 1 }, TestContext.Current.CancellationToken);
        Assert.False(serving.IsCompleted);
        _meeting.Time.Advance(TimeSpan.FromSeconds(4));
        await serving;
        Assert.Contains("no handshake within 4 s", Assert.Single(_meeting.SiloLog.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_waits_no_longer_than_its_patience_for_a_silo_that_is_silent()
    {
        var (_, client) = Meeting.Connection();
        var connecting = _meeting.Connecting(Issue(Role.Client)).OnConnectionAsync(client, _ => Task.CompletedTask);
        _meeting.Time.Advance(TimeSpan.FromSeconds(4));
        Assert.EndsWith("no handshake within 4 s.", (await Assert.ThrowsAnyAsync<AuthenticationException>(() => connecting)).Message, StringComparison.Ordinal);
        Assert.False(_meeting.Last.Current!.IsFinal);
    }

    [Fact]
    public async Task More_at_once_than_the_port_takes_are_refused_and_the_next_is_let_in_when_they_are_gone()
    {
        var gateway = _meeting.Accepting(TlsPort.Gateway, Issue(Role.Silo), limits: new HandshakeLimits { AtOnce = 2 });
        var silent = Enumerable.Range(0, 2).Select(_ => _meeting.ServeAsync(gateway, Meeting.Connection().Silo)).ToList();
        await _meeting.ServeAsync(gateway, Meeting.Connection().Silo);
        Assert.Contains("2 others are in their handshakes", Assert.Single(_meeting.SiloLog.Warnings), StringComparison.Ordinal);
        _meeting.Time.Advance(TimeSpan.FromSeconds(4));
        await Task.WhenAll(silent);
        Assert.Equal("hello", await _meeting.SayAsync(gateway, _meeting.Connecting(Issue(Role.Client)), "hello"));
    }

    [Fact]
    public async Task A_connection_ends_when_the_clients_certificate_expires()
    {
        var (silo, client) = Meeting.Connection();
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var closing = silo.ConnectionClosed.Register(closed.SetResult);
        var serving = _meeting.ServeAsync(Gateway(), silo);
        var lifetime = TimeSpan.FromDays(100);
        var connecting = _meeting.Connecting(_meeting.Authority.Issue(Role.Client, TimeSpan.FromDays(-1), lifetime)).OnConnectionAsync(client, async connection =>
        {
            await connection.Transport.Output.WriteAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);
            Assert.False((await connection.Transport.Input.ReadAsync(TestContext.Current.CancellationToken)).IsCompleted);
            _meeting.Time.Advance(lifetime - TimeSpan.FromDays(1));
            Assert.False(silo.ConnectionClosed.IsCancellationRequested);
            _meeting.Time.Advance(TimeSpan.FromDays(1));
        });
        await connecting;
        await closed.Task.WaitAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serving);
        Assert.Contains("the certificate it was made with has expired", Assert.Single(_meeting.SiloLog.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_of_one_kind_are_told_once_in_five_seconds_and_do_not_hide_another_kind()
    {
        var gateway = Gateway();
        foreach (var _ in Enumerable.Range(0, 100))
        {
            var (silo, client) = Meeting.Connection();
            await client.Transport.Output.WriteAsync("GET"u8.ToArray(), TestContext.Current.CancellationToken);
            await _meeting.ServeAsync(gateway, silo);
        }

        Assert.Single(_meeting.SiloLog.Warnings);
        await FaultAsync(gateway, _meeting.Connecting(Issue("guest.ghostnet")));
        Assert.Equal(2, _meeting.SiloLog.Warnings.Count());
        _meeting.Time.Advance(TimeSpan.FromSeconds(5));
        var (later, another) = Meeting.Connection();
        await another.Transport.Output.WriteAsync("GET"u8.ToArray(), TestContext.Current.CancellationToken);
        await _meeting.ServeAsync(gateway, later);
        Assert.EndsWith("(99 more like it since this was last told.)", _meeting.SiloLog.Warnings.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_certificate_says_of_itself_is_cut_and_cleaned_before_it_is_told()
    {
        await FaultAsync(Gateway(), _meeting.Connecting(Issue($"{string.Join('.', Enumerable.Repeat(new string('a', 60), 4))}.ghostnet")));
        Assert.InRange(Assert.Single(_meeting.SiloLog.Warnings).Length, 1, 700);
        Assert.DoesNotContain(Assert.Single(_meeting.SiloLog.Warnings), letter => char.IsControl(letter));
    }

    private AcceptingTls Gateway() => _meeting.Accepting(TlsPort.Gateway, Issue(Role.Silo));

    private AcceptingTls SiloPort() => _meeting.Accepting(TlsPort.Silo, Issue(Role.Silo));

    private IssuedCertificate Issue(string role) => _meeting.Authority.Issue(role);

    private Task<AuthenticationException> FaultAsync(AcceptingTls silo, ConnectingTls client) => Assert.ThrowsAnyAsync<AuthenticationException>(() => _meeting.SayAsync(silo, client, "let me in"));

    private async Task AssertRefusedAsync(AcceptingTls silo, IssuedCertificate shown, string toldTheClient, params string[] toldTheSilo)
    {
        var fault = await FaultAsync(silo, _meeting.Connecting(shown));
        Assert.Contains(toldTheClient, fault.Message, StringComparison.Ordinal);
        Assert.Equal(fault.Message, _meeting.Last.Current!.Sentence);
        Assert.True(_meeting.Last.Current.IsFinal);
        Assert.Equal(fault.Message, Assert.Single(_meeting.ClientLog.Warnings));
        var refused = Assert.Single(_meeting.SiloLog.Warnings);
        Assert.All(toldTheSilo, part => Assert.Contains(part, refused, StringComparison.Ordinal));
        Assert.Empty(_meeting.Heard);
    }
}
