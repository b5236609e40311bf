using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GhostNet.Distributed.Security.Certificates;

/// <summary>Who this process is and whom it accepts: one set of files that fit together, never changed afterwards.</summary>
public sealed class Credentials
{
    private Credentials(X509Certificate2 certificate, SslStreamCertificateContext own, Authorities authorities) => (Certificate, Own, Authorities) = (certificate, own, authorities);

    /// <summary>What is shown to peers, with its intermediates.</summary>
    internal SslStreamCertificateContext Own { get; }

    /// <summary>Whom this process accepts.</summary>
    internal Authorities Authorities { get; }

    /// <summary>This process's own certificate.</summary>
    internal X509Certificate2 Certificate { get; }

    /// <summary>Reads the files.</summary>
    /// <exception cref="CredentialsException">One is missing, or they do not fit together.</exception>
    public static Credentials Load(CertificateFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return Parse(
            files,
            PemFile.Read(CertificateFile.Certificate, files.Certificate),
            PemFile.Read(CertificateFile.PrivateKey, files.PrivateKey),
            PemFile.Read(CertificateFile.Authorities, files.Authorities));
    }

    /// <summary>Why others will not take this process for what it wants to be; null when its certificate says that it is.</summary>
    /// <param name="role">One of <see cref="Role"/>.</param>
    public string? RoleFault(string role) => Certificate.MatchesHostname(role, allowWildcards: false, allowCommonName: false)
        ? null
        : $"the certificate {this} has not the DNS name {role} (it has {CertificateText.NamesOf(Certificate)})";

    /// <summary>The certificate in a sentence.</summary>
    public override string ToString() => CertificateText.Of(Certificate);

    internal static Credentials Parse(CertificateFiles files, string certificate, string privateKey, string authorities)
    {
        var chain = PemFile.Certificates(CertificateFile.Certificate, files.Certificate, certificate);
        var own = WithKey(files, certificate, privateKey);
        return new Credentials(own, SslStreamCertificateContext.Create(own, chain, offline: true), Authorities.Parse(files.Authorities, authorities));
    }

    private static X509Certificate2 WithKey(CertificateFiles files, string certificate, string privateKey)
    {
        try
        {
            var own = X509Certificate2.CreateFromPem(certificate, privateKey);

            // Windows' TLS takes no key that is in memory alone.
            return OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), password: null) : own;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CredentialsException(CertificateFile.PrivateKey, $"{files.PrivateKey} has no unencrypted private key that belongs to the first certificate in {files.Certificate}.", e);
        }
    }
}
