using System.Net.Security;
using System.Security.Authentication;
using GhostNet.Distributed.Security.Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Messaging;

namespace GhostNet.Distributed.Security.Connections;

/// <summary>Connects a client to a gateway, or a silo to another, if that is a silo by its certificate, and shows its own.</summary>
public sealed class ConnectingTls : IConnectionMiddleware
{
    private static readonly string[] Silos = [Role.Silo];

    private readonly ReloadedFiles<Credentials> _credentials;
    private readonly HandshakeLimits _limits;
    private readonly LastFailure _last;
    private readonly TimeProvider _time;
    private readonly ConnectionTrouble _trouble;

    /// <summary>The connecting side.</summary>
    public ConnectingTls(ReloadedFiles<Credentials> credentials, HandshakeLimits limits, LastFailure last, TimeProvider time, ILogger<ConnectingTls> logger)
    {
        (_credentials, _limits, _last, _time) = (credentials, limits, last, time);
        _trouble = new ConnectionTrouble(time, logger);
    }

    /// <inheritdoc/>
    /// <exception cref="AuthenticationException">The peer is no silo that is trusted, or did not let this process in; the message says what to do.</exception>
    public async Task OnConnectionAsync(ConnectionContext context, ConnectionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var stream = new TransportStream(context.Transport);
        var tls = new SslStream(stream, leaveInnerStreamOpen: true);
        await using (tls.ConfigureAwait(false))
        {
            var until = await ConnectAsync(context, tls).ConfigureAwait(false);
            _last.Set(null);
            stream.IsHandshaking = false;
            using var expiry = new ConnectionExpiry(until, _time, () =>
            {
                _trouble.Expired(context.RemoteEndPoint);
                context.Abort();
            });
            await TlsTransport.RunAsync(context, tls, next).ConfigureAwait(false);
        }
    }

    private async Task<DateTimeOffset> ConnectAsync(ConnectionContext context, SslStream tls)
    {
        using var patience = new CancellationTokenSource(_limits.Patience, _time);
        PeerVerdict? verdict = null;
        Credentials? shown = null;
        try
        {
            shown = _credentials.Current;
            await AuthenticateAsync(tls, shown, judged => verdict = judged, patience.Token).ConfigureAwait(false);
            await RequireAdmissionAsync(tls, shown, patience.Token).ConfigureAwait(false);
            return verdict!.Until;
        }
        catch (Exception e)
        {
            var (why, fault) = verdict is { Fault: { } own } ? (verdict.Admission, $"its {own}") : Explain(e, shown, patience.IsCancellationRequested);
            var sentence = $"No TLS connection to {context.RemoteEndPoint}: {fault}.";

            // Orleans may pass on nothing but that the connection was closed, so the reason is told here as well.
            _trouble.Failed(why, sentence);
            _last.Set(new ConnectionFailure(sentence, IsFinal(why)));
            throw new HandshakeException(why, sentence, e);
        }
    }

    private static Task AuthenticateAsync(SslStream tls, Credentials credentials, Action<PeerVerdict> judged, CancellationToken patience) => tls.AuthenticateAsClientAsync(
        new SslClientAuthenticationOptions
        {
            TargetHost = Role.Silo,
            ClientCertificateContext = credentials.Own,
            EnabledSslProtocols = SslProtocols.Tls13,
            CertificateChainPolicy = credentials.Authorities.Policy(),
            AllowRenegotiation = false,
            AllowTlsResume = false,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                var verdict = PeerVerdict.Of(certificate, chain, errors, Silos, credentials.Authorities);
                judged(verdict);
                return verdict.Admission == Admission.Admitted;
            },
        },
        patience);

    private static async Task RequireAdmissionAsync(SslStream tls, Credentials shown, CancellationToken patience)
    {
        var answer = new byte[1];
        var length = await tls.ReadAsync(answer, patience).ConfigureAwait(false);
        var admission = length == 0 ? Admission.None : (Admission)answer[0];
        if (admission != Admission.Admitted)
        {
            throw new HandshakeException(admission == Admission.None ? Admission.Closed : admission, Refusal(admission, shown));
        }
    }

    /// <summary>What the other side's byte means for this one.</summary>
    private static string Refusal(Admission admission, Credentials shown) => admission switch
    {
        Admission.None => "it closed the connection before it let this process in; its log may say why",
        Admission.NoCertificate => "it was shown no certificate",
        Admission.UnknownAuthority => $"it does not know the authority of this certificate, {shown}; use one of the cluster's authority, or add this one's to GhostNet:Tls:Authorities of the workers",
        Admission.OutsideValidity => $"this certificate, {shown}, has expired or is not valid yet; renew it, or set the clocks right",
        Admission.WrongRole =>
            $"this certificate, {shown}, has {CertificateText.NamesOf(shown.Certificate)}; a gateway asks for the DNS name {Role.Client} or {Role.Silo} in it, a silo for {Role.Silo}",
        Admission.Unsuitable => $"it cannot use this certificate, {shown}; its log says why",
        _ => $"it answered {(byte)admission}, which this release does not know; it may be of another release, or no worker at all",
    };

    private (Admission Why, string Fault) Explain(Exception e, Credentials? shown, bool isLate) => e switch
    {
        HandshakeException known => (known.Why, known.Message),
        CredentialsException => (Admission.Failed, e.Message.TrimEnd('.')),
        _ when isLate => (Admission.TimedOut, $"no handshake within {_limits.Patience.TotalSeconds:0.#} s"),
        IOException or OperationCanceledException => (Admission.Closed, "the connection was closed during the handshake; is TLS on there (GhostNet:Tls)?"),
        _ => (Admission.Failed, $"the handshake failed, with {(shown is null ? "no certificate" : $"the certificate {shown}")}: {Innermost(e).Message.TrimEnd('.')}"),
    };

    /// <summary>What concerns certificates stays as it is until somebody does something; the rest may be a silo that starts or ends.</summary>
    private static bool IsFinal(Admission why) => why is Admission.NoCertificate or Admission.UnknownAuthority or Admission.OutsideValidity or Admission.WrongRole or Admission.Unsuitable;

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}
