using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using GhostNet.Distributed.Security.Certificates;

namespace GhostNet.Distributed.Security.Connections;

/// <summary>Whether a peer's certificate is accepted.</summary>
/// <param name="Admission">Yes, or why not.</param>
/// <param name="Fault">What is wrong and what to do, as a sentence without its end; null for yes.</param>
/// <param name="Until">When the first certificate of the chain expires.</param>
internal sealed record PeerVerdict(Admission Admission, string? Fault, DateTimeOffset Until)
{
    // What .NET asks of a chain that ends with one of the authorities, and of each certificate's time.
    private const X509ChainStatusFlags Strange = X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot;
    private const X509ChainStatusFlags Untimely = X509ChainStatusFlags.NotTimeValid;

    /// <summary>What holds before anything was shown: a peer is refused unless its certificate was judged.</summary>
    public static PeerVerdict NothingShown { get; } = Refused(Admission.NoCertificate, "no certificate was shown; give it one of the cluster's authority (GhostNet:Tls of a worker, --tls-certificate of the command line)");

    /// <summary>Judges a certificate by what .NET found, and by its names: one of the roles has to be among them. Wildcards and common names count for nothing.</summary>
    public static PeerVerdict Of(X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors, IReadOnlyList<string> roles, Authorities authorities)
    {
        if (shown is not X509Certificate2 certificate || chain is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return NothingShown;
        }

        var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        var who = $"certificate {CertificateText.Of(certificate)}";
        return (status & Strange) != 0 ? Refused(Admission.UnknownAuthority, $"{who}, is of none of the authorities in {authorities.Path}; use one of theirs, or add its authority there")
            : (status & Untimely) != 0 ? Refused(Admission.OutsideValidity, $"{who}, has expired or is not valid yet; renew it, or set the clocks right")
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? Refused(Admission.Unsuitable, $"{who}, cannot be used: {string.Join("; ", chain.ChainStatus.Select(one => one.Status))}")
            : !roles.Any(role => certificate.MatchesHostname(role, allowWildcards: false, allowCommonName: false))
                ? Refused(Admission.WrongRole, $"{who}, has {CertificateText.NamesOf(certificate)}; this needs the DNS name {string.Join(" or ", roles)} in it")
            : errors != SslPolicyErrors.None ? Refused(Admission.Unsuitable, $"{who}, cannot be used: {errors}")
            : new PeerVerdict(Admission.Admitted, null, chain.ChainElements.Min(element => new DateTimeOffset(element.Certificate.NotAfter)));
    }

    /// <summary>A refusal.</summary>
    public static PeerVerdict Refused(Admission why, string fault) => new(why, fault, DateTimeOffset.MinValue);
}
