using GhostNet.Distributed.Security.Certificates;

namespace GhostNet.Distributed.Cli.Profiles;

/// <summary>The files of certificates that one source names: the command line, the environment or a profile.</summary>
/// <param name="Certificate">The certificate that this command is known by.</param>
/// <param name="PrivateKey">Its key.</param>
/// <param name="Authorities">The cluster's authorities.</param>
/// <param name="RedisAuthorities">The authorities that Redis' certificate is from.</param>
internal sealed record GivenTrust(string? Certificate, string? PrivateKey, string? Authorities, string? RedisAuthorities)
{
    /// <summary>Those that are named.</summary>
    public IEnumerable<string> Paths => new[] { Certificate, PrivateKey, Authorities, RedisAuthorities }.OfType<string>();

    /// <summary>Whether the three that belong together are named, or none of them.</summary>
    public bool HasAllOrNothing => Certificate is null == PrivateKey is null && PrivateKey is null == Authorities is null;

    /// <summary>The three; null when none is named.</summary>
    public CertificateFiles? Tls => Certificate is null || PrivateKey is null || Authorities is null ? null : new CertificateFiles(Certificate, PrivateKey, Authorities);
}
