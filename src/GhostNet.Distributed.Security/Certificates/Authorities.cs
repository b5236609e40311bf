using System.Security.Cryptography.X509Certificates;

namespace GhostNet.Distributed.Security.Certificates;

/// <summary>The only authorities that count. What the machine trusts besides does not.</summary>
/// <param name="path">The file they are from, for sentences.</param>
/// <param name="roots">Their certificates.</param>
internal sealed class Authorities(string path, X509Certificate2Collection roots)
{
    /// <summary>The file they are from.</summary>
    public string Path => path;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CredentialsException">It holds no certificates.</exception>
    public static Authorities Parse(string path, string pem) => new(path, PemFile.Certificates(CertificateFile.Authorities, path, pem));

    /// <summary>How many there are.</summary>
    public override string ToString() => roots.Count == 1 ? "one authority" : $"{roots.Count} authorities";

    /// <summary>How a peer's certificate is followed to one of the authorities. A new one each time, since a handshake adds to it.</summary>
    public X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,

            // A peer's certificate says where its issuer can be fetched: nobody may make this process call addresses.
            DisableCertificateDownloads = true,

            // For the same reason; certificates that live shortly take its place.
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
