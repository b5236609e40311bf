using System.Net.Security;
using System.Security.Authentication;
using GhostNet.Distributed.Security.Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Messaging;

namespace GhostNet.Distributed.Security.Connections;

/// <summary>Lets peers in at a port of a silo that show a certificate of the cluster's authorities for a role that the port takes. Others are told why not, in one byte, and so is the log.</summary>
public sealed class AcceptingTls : IConnectionMiddleware
{
    // The type of a record with a handshake in it: how TLS begins.
    private const byte HandshakeRecord = 22;

    private readonly ReloadedFiles<Credentials> _credentials;
    private readonly TlsPort _port;
    private readonly HandshakeLimits _limits;
    private readonly TimeProvider _time;
    private readonly ConnectionTrouble _trouble;
    private int _underWay;

    /// <summary>A port of a silo.</summary>
    public AcceptingTls(ReloadedFiles<Credentials> credentials, TlsPort port, HandshakeLimits limits, TimeProvider time, ILogger<AcceptingTls> logger)
    {
        (_credentials, _port, _limits, _time) = (credentials, port, limits, time);
        _trouble = new ConnectionTrouble(time, logger);
    }

    /// <inheritdoc/>
    public async Task OnConnectionAsync(ConnectionContext context, ConnectionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var stream = new TransportStream(context.Transport);
        var tls = new SslStream(stream, leaveInnerStreamOpen: true);
        await using (tls.ConfigureAwait(false))
        {
            if (await TryAdmitAsync(context, tls).ConfigureAwait(false) is { } until)
            {
                stream.IsHandshaking = false;
                using var expiry = new ConnectionExpiry(until, _time, () =>
                {
                    _trouble.Expired(context.RemoteEndPoint);
                    context.Abort();
                });
                await TlsTransport.RunAsync(context, tls, next).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Until when the peer is let in; null for not at all, which was told then.</summary>
    private async Task<DateTimeOffset?> TryAdmitAsync(ConnectionContext context, SslStream tls)
    {
        // Not ended by the connection's own end: what its pipe says then is the better reason.
        using var patience = new CancellationTokenSource(_limits.Patience, _time);
        try
        {
            if (Interlocked.Increment(ref _underWay) > _limits.AtOnce)
            {
                throw new HandshakeException(Admission.TooMany, $"{_limits.AtOnce} others are in their handshakes; keep this port off networks that strangers reach");
            }

            var verdict = await JudgeAsync(context, tls, patience.Token).ConfigureAwait(false);
            return verdict.Fault is null ? verdict.Until : throw new HandshakeException(verdict.Admission, verdict.Fault);
        }
#pragma warning disable CA1031 // Strangers decide what goes wrong here. Whatever it is, it is told at a bounded rate and ends this connection alone.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var (why, fault) = Explain(e, patience.IsCancellationRequested);
            _trouble.Refused(_port.Name, context.RemoteEndPoint, why, fault);
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task<PeerVerdict> JudgeAsync(ConnectionContext context, SslStream tls, CancellationToken patience)
    {
        await RequireTlsAsync(context, patience).ConfigureAwait(false);
        var credentials = _credentials.Current;
        var verdict = PeerVerdict.NothingShown;
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = credentials.Own,
                EnabledSslProtocols = SslProtocols.Tls13,
                ClientCertificateRequired = true,
                CertificateChainPolicy = credentials.Authorities.Policy(),
                AllowRenegotiation = false,

                // Each connection's certificate is judged by the authorities of now.
                AllowTlsResume = false,

#pragma warning disable CA5359 // Always goes on: a peer that is refused here would be told nothing (TLS 1.3), one that is refused below is told why. Nothing of what it sends is used before.
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                {
                    verdict = PeerVerdict.Of(certificate, chain, errors, _port.Roles, credentials.Authorities);
                    return true;
                },
#pragma warning restore CA5359
            },
            patience).ConfigureAwait(false);

        // Once more, in other words: what decides about membership should not hang on one callback.
        if (verdict.Admission == Admission.Admitted && !tls.IsMutuallyAuthenticated)
        {
            verdict = PeerVerdict.NothingShown;
        }

        await tls.WriteAsync(new[] { (byte)verdict.Admission }, patience).ConfigureAwait(false);
        if (verdict.Admission != Admission.Admitted)
        {
            await LetGoAsync(tls, patience).ConfigureAwait(false);
        }

        return verdict;
    }

    /// <summary>Looks at the first byte, so that nothing of TLS is made for what is not TLS.</summary>
    private static async Task RequireTlsAsync(ConnectionContext context, CancellationToken patience)
    {
        var input = context.Transport.Input;
        var first = await input.ReadAsync(patience).ConfigureAwait(false);
        byte? begins = first.Buffer.IsEmpty ? null : first.Buffer.FirstSpan[0];
        input.AdvanceTo(first.Buffer.Start);
        if (begins != HandshakeRecord)
        {
            throw begins is null
                ? new HandshakeException(Admission.Closed, "it went away without a word")
                : new HandshakeException(Admission.NotTls, "what it sent is not TLS; if it is a worker or a client of this cluster, give it a certificate (GhostNet:Tls, --tls-certificate)");
        }
    }

    /// <summary>Waits for a refused peer to close, so that its answer is not lost with the connection. What it says meanwhile is dropped.</summary>
    private static async Task LetGoAsync(SslStream tls, CancellationToken patience)
    {
        var dropped = new byte[1024];
        try
        {
            while (await tls.ReadAsync(dropped, patience).ConfigureAwait(false) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or AuthenticationException)
        {
            // It closed in another way, or did not: it has had its time.
        }
    }

    private (Admission Why, string Fault) Explain(Exception e, bool isLate) => e switch
    {
        HandshakeException known => (known.Why, known.Message),
        _ when isLate => (Admission.TimedOut, $"no handshake within {_limits.Patience.TotalSeconds:0.#} s"),
        IOException or OperationCanceledException => (Admission.Closed, "it went away during the handshake; it may not trust this silo's certificate"),
        CredentialsException => (Admission.Failed, e.Message.TrimEnd('.')),
        _ => (Admission.Failed, $"the handshake failed: {Innermost(e).Message.TrimEnd('.')}"),
    };

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}
