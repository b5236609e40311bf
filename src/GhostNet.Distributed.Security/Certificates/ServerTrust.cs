using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GhostNet.Distributed.Security.Certificates;

/// <summary>Which servers are believed to be who they say, by authorities of one's own in a file; such as a Redis with a certificate of a private authority.</summary>
public sealed class ServerTrust
{
    private readonly ReloadedFiles<Authorities> _authorities;
    private volatile string? _lastFault;

    private ServerTrust(ReloadedFiles<Authorities> authorities) => _authorities = authorities;

    /// <summary>Why a server was last not believed; null when none was refused since the last one that was.</summary>
    public string? LastFault => _lastFault;

    /// <summary>Reads the file now, and again when it has changed and a connection is made.</summary>
    /// <param name="path">PEM, one authority or several.</param>
    /// <param name="logger">Told of changes; nobody when left out.</param>
    /// <param name="time">A clock; the machine's when left out.</param>
    /// <exception cref="CredentialsException">It cannot be used.</exception>
    public static ServerTrust Load(string path, ILogger? logger = null, TimeProvider? time = null)
    {
        var authorities = new ReloadedFiles<Authorities>(
            [(CertificateFile.Authorities, path)], contents => Authorities.Parse(path, contents[0]), time ?? TimeProvider.System, logger ?? NullLogger.Instance);
        _ = authorities.Current;
        return new ServerTrust(authorities);
    }

    /// <summary>How to connect to a server by its name.</summary>
    public SslClientAuthenticationOptions ClientOptions(string host)
    {
        var authorities = _authorities.Current;
        return new SslClientAuthenticationOptions
        {
            TargetHost = host,
            CertificateChainPolicy = authorities.Policy(),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                _lastFault = errors == SslPolicyErrors.None ? null
                    : errors == SslPolicyErrors.RemoteCertificateNameMismatch && certificate is X509Certificate2 other ? $"its certificate {CertificateText.Of(other)} is not for {host} (it has {CertificateText.NamesOf(other)})"
                    : Connections.PeerVerdict.Of(certificate, chain, errors, [host], authorities).Fault;
                return errors == SslPolicyErrors.None;
            },
        };
    }
}
