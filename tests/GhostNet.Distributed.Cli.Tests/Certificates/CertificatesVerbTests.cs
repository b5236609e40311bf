using System.Security.Cryptography.X509Certificates;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Cli.Tests.Certificates;

public sealed class CertificatesVerbTests : IDisposable
{
    private static readonly UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("silo", "silo.ghostnet", true)]
    [InlineData("client", "client.ghostnet", false)]
    public async Task Each_role_has_a_certificate_of_the_authority_for_its_name_alone(string folder, string name, bool isServer)
    {
        await RunAsync("create", "--out", _folder["pki"]);
        using var certificate = X509Certificate2.CreateFromPemFile(_folder["pki", folder, "tls.crt"], _folder["pki", folder, "tls.key"]);
        using var authority = X509CertificateLoader.LoadCertificateFromFile(_folder["pki", folder, "ca.crt"]);
        Assert.Equal([name], certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateDnsNames());
        Assert.Equal(File.ReadAllText(_folder["pki", "authority", "ca.crt"]), File.ReadAllText(_folder["pki", folder, "ca.crt"]));
        Assert.InRange(certificate.NotAfter - certificate.NotBefore, TimeSpan.FromDays(90), TimeSpan.FromDays(91));
        Assert.True(IsOf(certificate, authority, "1.3.6.1.5.5.7.3.2"));
        Assert.Equal(isServer, IsOf(certificate, authority, "1.3.6.1.5.5.7.3.1"));
    }

    [Fact]
    public async Task Keys_are_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs file modes");
        await RunAsync("create", "--out", _folder["pki"]);
        string[] keys = Directory.GetFiles(_folder["pki"], "*.key", SearchOption.AllDirectories);
        Assert.Equal(3, keys.Length);
        Assert.All(keys, key => Assert.Equal(OwnerAlone, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(key)));
    }

    [Fact]
    public async Task A_folder_with_something_in_it_is_5_and_stays_as_it_is()
    {
        var before = _folder.Write("pki/mine.txt", "mine");
        using var terminal = new TestTerminal();
        Assert.Equal(5, await terminal.RunAsync("certificates", "create", "--out", _folder["pki"]));
        Assert.Equal([before], Directory.GetFileSystemEntries(_folder["pki"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Renewed_ones_are_new_and_of_the_same_authority()
    {
        await RunAsync("create", "--out", _folder["pki"]);
        var authority = File.ReadAllText(_folder["pki", "silo", "ca.crt"]);
        var key = File.ReadAllText(_folder["pki", "silo", "tls.key"]);
        await RunAsync("renew", _folder["pki"], "--days", "7");
        Assert.Equal(authority, File.ReadAllText(_folder["pki", "silo", "ca.crt"]));
        Assert.NotEqual(key, File.ReadAllText(_folder["pki", "silo", "tls.key"]));
        using var certificate = X509Certificate2.CreateFromPemFile(_folder["pki", "silo", "tls.crt"], _folder["pki", "silo", "tls.key"]);
        Assert.InRange(certificate.NotAfter - certificate.NotBefore, TimeSpan.FromDays(7), TimeSpan.FromDays(8));
    }

    [Fact]
    public async Task Nothing_to_renew_with_is_4()
    {
        using var terminal = new TestTerminal();
        Assert.Equal(4, await terminal.RunAsync("certificates", "renew", _folder.Path));
    }

    private static bool IsOf(X509Certificate2 certificate, X509Certificate2 authority, string use)
    {
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid(use));
        return chain.Build(certificate);
    }

    private static async Task RunAsync(params string[] arguments)
    {
        using var terminal = new TestTerminal();
        Assert.Equal(0, await terminal.RunAsync(["certificates", .. arguments]));
    }
}
