using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace GhostNet.Distributed.Security.Certificates;

/// <summary>A certificate in a sentence. What it says of itself is a stranger's text: cut short, and without anything that a terminal or a log would obey.</summary>
internal static class CertificateText
{
    private const int MaxLength = 120;

    /// <summary>Subject, issuer and validity.</summary>
    public static string Of(X509Certificate2 certificate) =>
        $"'{Clean(certificate.Subject)}' of '{Clean(certificate.Issuer)}', valid {Day(certificate.NotBefore)} to {Day(certificate.NotAfter)}";

    /// <summary>The DNS names in it, or that there are none.</summary>
    public static string NamesOf(X509Certificate2 certificate)
    {
        string[] names = [.. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames())];
        return names.Length == 0 ? "no DNS names" : Clean(string.Join(", ", names));
    }

    private static string Day(DateTime local) => local.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private static string Clean(string text) => new([.. text.Take(MaxLength).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter)]);
}
