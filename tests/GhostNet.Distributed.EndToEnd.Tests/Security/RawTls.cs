using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using GhostNet.Distributed.Testing.Certificates;

namespace GhostNet.Distributed.EndToEnd.Tests.Security;

/// <summary>A connection to a worker's port that is made by hand, without the product's code.</summary>
internal static class RawTls
{
    /// <summary>The byte of a silo that lets in.</summary>
    public const byte Admitted = 1;

    /// <summary>The byte of one that was shown nothing.</summary>
    public const byte NoCertificate = 2;

    /// <summary>The byte of one that asks for another name.</summary>
    public const byte WrongRole = 5;

    /// <summary>Shakes hands; returns the silo's answer, and the serial number of the certificate that it showed.</summary>
    public static async Task<(byte Answer, string Serial)> MeetAsync(IPEndPoint port, IssuedCertificate? shown, TestAuthority known)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        using TcpClient socket = new();
        await socket.ConnectAsync(port, patience.Token);
        await using var tls = new SslStream(socket.GetStream());
        using var root = X509Certificate2.CreateFromPem(known.CertificatePem);
        using var own = shown?.Open();
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { root } };
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "silo.ghostnet",
                CertificateChainPolicy = policy,
                ClientCertificateContext = own is null ? null : SslStreamCertificateContext.Create(own, null, offline: true),
            },
            patience.Token);
        var answer = new byte[1];
        await tls.ReadExactlyAsync(answer, patience.Token);
        return (answer[0], tls.RemoteCertificate!.GetSerialNumberString());
    }
}
