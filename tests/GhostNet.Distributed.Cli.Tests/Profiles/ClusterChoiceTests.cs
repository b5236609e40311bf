using GhostNet.Distributed.Cli.Profiles;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Cli.Tests.Profiles;

public sealed class ClusterChoiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _environment = [];

    public ClusterChoiceTests() => _environment["XDG_CONFIG_HOME"] = _folder.Path;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_named_anywhere_is_no_cluster() => Assert.Null(Find(null));

    [Fact]
    public void An_address_needs_no_file_and_has_no_ledger()
    {
        _folder.Write("ghostnet/config.json", "not read");
        Assert.Equal(("redis://a:6379/ghostnet", null, null), Parts(Find("redis://a")));
    }

    [Fact]
    public void A_name_is_a_profile_with_its_ledger()
    {
        Profiles("""{"profiles":{"lab":{"cluster":"redis://lab","ledger":"azure:ledger/lab"}}}""");
        Assert.Equal(("redis://lab:6379/ghostnet", "azure:ledger/lab", "lab"), Parts(Find("lab")));
    }

    [Fact]
    public void The_command_line_goes_before_the_environment_and_that_before_the_default_profile()
    {
        Profiles("""{"default":"lab","profiles":{"lab":{"cluster":"redis://lab"},"prod":{"cluster":"redis://prod"}}}""");
        Assert.Equal("lab", Find(null)!.Profile);
        _environment[ClusterChoice.Variable] = "prod";
        Assert.Equal("prod", Find(null)!.Profile);
        Assert.Equal("redis://given:6379/ghostnet", Find("redis://given")!.Address!.ToString());
    }

    [Fact]
    public void A_default_that_is_no_profile_is_told() => AssertFault("""{"default":"gone","profiles":{"lab":{}}}""", null, "There is no profile 'gone'");

    [Fact]
    public void A_profile_with_an_unusable_address_is_named_and_its_password_is_not_told()
    {
        var message = AssertFault("""{"profiles":{"lab":{"cluster":"http://me:secret@lab"}}}""", "lab", "The cluster of profile 'lab' in ");
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_variable_with_an_unusable_address_is_named_and_its_password_is_not_told()
    {
        _environment[ClusterChoice.Variable] = "http://me:secret@lab";
        Assert.Equal("GHOSTNET_CLUSTER is not the address of a cluster; expected redis[s]://[user:password@]host[:port][/cluster id].", Assert.Throws<CliException>(() => Find(null)).Message);
    }

    [Theory]
    [InlineData("ledger", "'ledger' is not a full path.")]
    [InlineData("azure:X", "'azure:X' has the container 'X'")]
    public void A_ledger_that_is_not_the_same_from_everywhere_is_refused(string ledger, string fault) =>
        AssertFault("{\"profiles\":{\"lab\":{\"ledger\":\"" + ledger + "\"}}}", "lab", $"cannot be used: {fault}");

    [Fact]
    public void A_profile_may_name_certificates()
    {
        Profiles("""{"profiles":{"lab":{"cluster":"rediss://lab","redisAuthorities":"/pki/redis.crt","tls":{"certificate":"/pki/tls.crt","privateKey":"/pki/tls.key","authorities":"/pki/ca.crt"}}}}""");
        Assert.Equal(new GivenTrust("/pki/tls.crt", "/pki/tls.key", "/pki/ca.crt", "/pki/redis.crt"), Find("lab")!.Trust);
    }

    [Theory]
    [InlineData("""{"profiles":{"lab":{"tls":{"certificate":"/pki/tls.crt","authorities":"/pki/ca.crt"}}}}""", "needs certificate, privateKey and authorities, all of them.")]
    [InlineData("""{"profiles":{"lab":{"tls":{"certificate":"tls.crt","privateKey":"/pki/tls.key","authorities":"/pki/ca.crt"}}}}""", "'tls.crt' is not a full path.")]
    [InlineData("""{"profiles":{"lab":{"redisAuthorities":"redis.crt"}}}""", "'redis.crt' is not a full path.")]
    [InlineData("""{"profiles":{"lab":{"tls":{"key":"/pki/tls.key"}}}}""", "what stands at $.profiles.lab.tls.key is not known there")]
    public void Certificates_that_are_not_all_there_or_not_the_same_from_everywhere_are_refused(string profiles, string fault) => AssertFault(profiles, "lab", fault);

    private string AssertFault(string profiles, string? given, string fault)
    {
        Profiles(profiles);
        var e = Assert.Throws<CliException>(() => Find(given));
        Assert.Equal(2, e.ExitCode);
        Assert.Contains(fault, e.Message, StringComparison.Ordinal);
        return e.Message;
    }

    private static (string?, string?, string?) Parts(ChosenCluster? chosen) => (chosen?.Address?.ToString(), chosen?.Ledger, chosen?.Profile);

    private void Profiles(string json) => _folder.Write("ghostnet/config.json", json);

    private ChosenCluster? Find(string? given) => ClusterChoice.Find(given, _environment.GetValueOrDefault);
}
