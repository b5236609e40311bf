using System.Security.Cryptography.X509Certificates;

namespace GhostNet.Distributed.Testing.Certificates;

/// <summary>A certificate and its key, as PEM.</summary>
public sealed record IssuedCertificate(string CertificatePem, string PrivateKeyPem)
{
    /// <summary>The two as one, for a connection of the test's own.</summary>
    public X509Certificate2 Open() => X509Certificate2.CreateFromPem(CertificatePem, PrivateKeyPem);

    /// <summary>Writes the certificate, its key and the authorities that its owner knows into a folder, over what is there.</summary>
    public WrittenCertificate WriteTo(string folder, params TestAuthority[] known)
    {
        Directory.CreateDirectory(folder);
        var written = new WrittenCertificate(Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"), Path.Combine(folder, "ca.crt"));
        File.WriteAllText(written.PrivateKey, PrivateKeyPem);
        File.WriteAllText(written.Certificate, CertificatePem);
        File.WriteAllText(written.Authorities, string.Join('\n', known.Select(authority => authority.CertificatePem)));
        return written;
    }
}

/// <summary>Paths of the three files.</summary>
public sealed record WrittenCertificate(string Certificate, string PrivateKey, string Authorities)
{
    /// <summary>What a worker is told by its environment.</summary>
    public IEnumerable<KeyValuePair<string, string?>> ForWorker =>
    [
        KeyValuePair.Create("GhostNet__Tls__Certificate", (string?)Certificate),
        KeyValuePair.Create("GhostNet__Tls__PrivateKey", (string?)PrivateKey),
        KeyValuePair.Create("GhostNet__Tls__Authorities", (string?)Authorities),
    ];

    /// <summary>What the command line is told by its environment.</summary>
    public IEnumerable<KeyValuePair<string, string?>> ForClient =>
    [
        KeyValuePair.Create("GHOSTNET_TLS_CERTIFICATE", (string?)Certificate),
        KeyValuePair.Create("GHOSTNET_TLS_KEY", (string?)PrivateKey),
        KeyValuePair.Create("GHOSTNET_TLS_AUTHORITIES", (string?)Authorities),
    ];
}
