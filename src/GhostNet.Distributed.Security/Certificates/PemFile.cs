using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GhostNet.Distributed.Security.Certificates;

/// <summary>Reads files of certificates; a fault names the file.</summary>
internal static class PemFile
{
    // A thousand authorities; whatever is longer is another file.
    private const long MaxLength = 4 << 20;

    /// <summary>The text of a file.</summary>
    /// <exception cref="CredentialsException">It cannot be read.</exception>
    public static string Read(CertificateFile file, string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > MaxLength and var length }
                ? throw new CredentialsException(file, $"{path} has {length} bytes; a PEM file of certificates has at most {MaxLength}.")
                : File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CredentialsException(file, $"{path} is not there.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CredentialsException(file, $"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The certificates in a text, at least one.</summary>
    /// <exception cref="CredentialsException">There are none, or one is malformed.</exception>
    public static X509Certificate2Collection Certificates(CertificateFile file, string path, string pem)
    {
        X509Certificate2Collection certificates = [];
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new CredentialsException(file, $"{path} has a certificate that cannot be read: {e.Message}", e);
        }

        return certificates.Count > 0 ? certificates : throw new CredentialsException(file, $"{path} has no certificate in it; expected PEM (-----BEGIN CERTIFICATE-----).");
    }
}
