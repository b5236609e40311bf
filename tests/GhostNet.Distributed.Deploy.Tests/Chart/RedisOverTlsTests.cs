using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using GhostNet.Distributed.Deploy.Tests.Helm;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Clusters;

namespace GhostNet.Distributed.Deploy.Tests.Chart;

/// <summary>The Redis that comes along, started by the chart's own script with a real redis-server.</summary>
public class RedisOverTlsTests
{
    private const string Host = "release-ghostnet-distributed-redis";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task It_proves_itself_wants_its_password_and_takes_a_renewed_certificate_without_a_restart()
    {
        var pod = (await RenderedChart.OfFileAsync("tls-values.yaml")).Pods.Single(pod => pod.Container.Name == "redis");
        using var folder = new TemporaryFolder();
        var secret = pod.SecretIn("/etc/ghostnet/tls")!;
        using var authority = new PrivateAuthority();
        var certificates = SecretFiles.Write(folder, secret, authority, Host);
        var port = FreePort.Take(1)[0];
        await using var redis = ChartRedis.Start(pod, folder, certificates, port);

        var first = await ReadAuthorityAsync(certificates);
        await Until.TrueAsync(async () => await AskAsync(port, first) == "+PONG", Patience, () => $"Redis to answer over TLS\n{redis.OutputSoFar}");
        Assert.StartsWith("-NOAUTH", await AskAsync(port, first, password: null), StringComparison.Ordinal);

        // What readiness asks is asked as the container would.
        await using (var probe = ChartRedis.Run(pod.Container.ReadinessProbe.Exec.Command[2], folder, certificates, port))
        {
            (await probe.WaitAsync()).Expect(0);
        }

        // Another authority, so that the old one must not do any more.
        using var another = new PrivateAuthority();
        SecretFiles.Write(folder, secret, another, Host);
        var second = await ReadAuthorityAsync(certificates);
        await Until.TrueAsync(async () => await AskAsync(port, second) == "+PONG", Patience, () => $"Redis to show the renewed certificate\n{redis.OutputSoFar}");
        Assert.Null(await AskAsync(port, first));
        Assert.False(redis.HasExited);
    }

    private static async Task<X509Certificate2> ReadAuthorityAsync(string certificates) =>
        X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Path.Combine(certificates, "ca.crt"), TestContext.Current.CancellationToken));

    // The first line of the answer; null when there is no Redis that this authority vouches for.
    private static async Task<string?> AskAsync(int port, X509Certificate2 authority, string? password = "secret")
    {
        try
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
            await using var tls = new SslStream(connection.GetStream());
            var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            trust.CustomTrustStore.Add(authority);
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = Host, CertificateChainPolicy = trust }, TestContext.Current.CancellationToken);
            await tls.WriteAsync(Encoding.ASCII.GetBytes($"{(password is null ? "" : $"AUTH {password}\r\n")}PING\r\n"), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(tls, Encoding.ASCII);
            var answer = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            return password is null || answer != "+OK" ? answer : await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        }
        catch (Exception e) when (e is SocketException or IOException or System.Security.Authentication.AuthenticationException)
        {
            return null;
        }
    }
}
