using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GhostNet.Distributed.Testing;
using k8s.Models;

namespace GhostNet.Distributed.Deploy.Tests;

/// <summary>A secret as Kubernetes mounts it: a file for each item. Certificates are from a private authority, as the chart asks cert-manager for them.</summary>
internal static class SecretFiles
{
    /// <summary>Writes the items of a secret, and returns their folder.</summary>
    public static string Write(TemporaryFolder folder, V1SecretVolumeSource secret, params string[] names)
    {
        var contents = Certificate(names.Length == 0 ? ["silo.ghostnet"] : names);
        foreach (var item in secret.Items)
        {
            folder.Write(Path.Combine(secret.SecretName, item.Path), contents.GetValueOrDefault(item.Path, "token"));
        }

        return folder[secret.SecretName];
    }

    /// <summary>A new authority, and a certificate of it for these names.</summary>
    public static IReadOnlyDictionary<string, string> Certificate(params string[] names)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authorityRequest = new CertificateRequest("CN=authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authorityRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        authorityRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(authorityRequest.PublicKey, false));
        using var authority = authorityRequest.CreateSelfSigned(now.AddHours(-1), now.AddDays(2));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        var alternatives = new SubjectAlternativeNameBuilder();
        Array.ForEach(names, alternatives.AddDnsName);
        request.CertificateExtensions.Add(alternatives.Build());
        using var certificate = request.Create(authority, now.AddHours(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(16));
        return new Dictionary<string, string>
        {
            ["tls.crt"] = certificate.ExportCertificatePem(),
            ["tls.key"] = key.ExportPkcs8PrivateKeyPem(),
            ["ca.crt"] = authority.ExportCertificatePem(),
        };
    }
}
