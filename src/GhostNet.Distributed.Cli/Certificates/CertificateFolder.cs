using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GhostNet.Distributed.Security.Certificates;

namespace GhostNet.Distributed.Cli.Certificates;

/// <summary>
/// A folder with a private authority and a certificate for each role: <c>authority</c> (its key makes further ones: keep it off the workers), <c>silo</c> and <c>client</c>, these two with the
/// names of Kubernetes' secrets (<c>tls.crt</c>, <c>tls.key</c>, <c>ca.crt</c>).
/// </summary>
internal sealed class CertificateFolder(string path, TimeProvider time)
{
    // Clocks of boards are some minutes off.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);
    private static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(3650);

    private const string CertificateName = "tls.crt";
    private const string KeyName = "tls.key";
    private const string AuthorityName = "ca.crt";
    private const string AuthorityKeyName = "ca.key";

    /// <summary>The folders for the roles, and the DNS name of each.</summary>
    private static readonly (string Folder, string Role)[] Roles = [("silo", Role.Silo), ("client", Role.Client)];

    private string Authority => Path.Combine(path, "authority");

    /// <summary>Makes an authority and a certificate for each role.</summary>
    /// <exception cref="CliException">There is something in the folder already.</exception>
    public void Create(TimeSpan lifetime)
    {
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new CliException(ExitCode.Conflict, $"{path} is there and not an empty folder; nothing was changed. For new certificates of the authority in it: ghostnet certificates renew {path}");
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // A name of its own: two authorities of one name are hard to tell apart when one refuses the other's certificates.
        var request = new CertificateRequest($"CN=GhostNet.Distributed private authority {RandomNumberGenerator.GetHexString(8, lowercase: true)}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var authority = request.CreateSelfSigned(now - ClockSkew, now + AuthorityLifetime);
        WriteKey(Path.Combine(Authority, AuthorityKeyName), key);
        WriteText(Path.Combine(Authority, AuthorityName), authority.ExportCertificatePem());
        IssueAll(authority, lifetime);
    }

    /// <summary>Makes a new certificate for each role, with a new key, of the same authority.</summary>
    /// <exception cref="CliException">The folder has no authority.</exception>
    public void Renew(TimeSpan lifetime)
    {
        var certificate = Path.Combine(Authority, AuthorityName);
        var key = Path.Combine(Authority, AuthorityKeyName);
        if (!File.Exists(certificate) || !File.Exists(key))
        {
            throw new CliException(ExitCode.NotFound, $"{Authority} has no {AuthorityName} and {AuthorityKeyName}; ghostnet certificates create --out FOLDER makes them.");
        }

        try
        {
            using var authority = X509Certificate2.CreateFromPemFile(certificate, key);
            IssueAll(authority, lifetime);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CliException(ExitCode.Usage, $"{certificate} and {key} are no authority that can issue certificates: {e.Message}", e);
        }
    }

    private void IssueAll(X509Certificate2 authority, TimeSpan lifetime)
    {
        foreach (var (folder, role) in Roles)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var certificate = Issue(authority, role, key, lifetime);
            var into = Path.Combine(path, folder);

            // Workers that read in between find that the two do not fit, and keep what they have.
            WriteKey(Path.Combine(into, KeyName), key);
            WriteText(Path.Combine(into, CertificateName), certificate.ExportCertificatePem());
            WriteText(Path.Combine(into, AuthorityName), authority.ExportCertificatePem());
        }
    }

    private X509Certificate2 Issue(X509Certificate2 authority, string role, ECDsa key, TimeSpan lifetime)
    {
        var request = new CertificateRequest($"CN={role}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(role);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));

        // A silo is a server to some and a client to others.
        OidCollection uses = [new Oid("1.3.6.1.5.5.7.3.2")];
        if (role == Role.Silo)
        {
            uses.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        }

        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(uses, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var now = time.GetUtcNow();
        var until = now + lifetime;
        var last = new DateTimeOffset(authority.NotAfter);
        var first = new DateTimeOffset(authority.NotBefore);
        return request.Create(authority, now - ClockSkew < first ? first : now - ClockSkew, until > last ? last : until, RandomNumberGenerator.GetBytes(16));
    }

    private static void WriteKey(string file, ECDsa key) => Write(file, key.ExportPkcs8PrivateKeyPem(), UnixFileMode.UserRead | UnixFileMode.UserWrite);

    private static void WriteText(string file, string pem) =>
        Write(file, pem, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

    /// <summary>Writes beside the file and renames, so that nobody reads half of it, and nobody but its owner ever reads a key.</summary>
    private static void Write(string file, string pem, UnixFileMode mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var temporary = $"{file}.tmp";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using (var writer = new StreamWriter(temporary, options))
        {
            writer.Write(pem);
            writer.Write('\n');
        }

        File.Move(temporary, file, overwrite: true);
    }
}
