namespace GhostNet.Distributed.Security.Certificates;

/// <summary>The files that a process shows who it is with, and knows others by. All are PEM.</summary>
/// <param name="Certificate">Its certificate, with intermediate ones behind it where there are any (<c>tls.crt</c> of Kubernetes).</param>
/// <param name="PrivateKey">The certificate's key, unencrypted (<c>tls.key</c>).</param>
/// <param name="Authorities">The authorities whose certificates are accepted, and no others (<c>ca.crt</c>); several while one takes the place of another.</param>
public sealed record CertificateFiles(string Certificate, string PrivateKey, string Authorities);

/// <summary>One of the <see cref="CertificateFiles"/>.</summary>
public enum CertificateFile
{
    /// <summary>The certificate.</summary>
    Certificate,

    /// <summary>Its key.</summary>
    PrivateKey,

    /// <summary>The authorities.</summary>
    Authorities,
}
