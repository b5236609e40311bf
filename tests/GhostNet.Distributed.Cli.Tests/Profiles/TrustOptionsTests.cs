using GhostNet.Distributed.Cli.Profiles;

namespace GhostNet.Distributed.Cli.Tests.Profiles;

public sealed class TrustOptionsTests
{
    private static readonly GivenTrust Nothing = new(null, null, null, null);
    private static readonly GivenTrust Given = new("given.crt", "given.key", "given-ca.crt", "given-redis.crt");
    private static readonly GivenTrust Profile = new("/profile.crt", "/profile.key", "/profile-ca.crt", "/profile-redis.crt");

    private readonly Dictionary<string, string?> _environment = [];

    [Fact]
    public void Nothing_named_anywhere_is_no_TLS()
    {
        var trust = Find(Nothing, profile: null);
        Assert.Null(trust.Tls);
        Assert.Null(trust.RedisAuthorities);
    }

    [Fact]
    public void The_command_line_goes_before_the_environment_and_that_before_the_profile()
    {
        Assert.Equal(("/profile.crt", "/profile-redis.crt"), Parts(Nothing));
        Tell();
        Assert.Equal(("told.crt", "told-redis.crt"), Parts(Nothing));
        Assert.Equal(("given.crt", "given-redis.crt"), Parts(Given));
    }

    [Fact]
    public void A_certificate_of_one_source_and_a_key_of_another_are_not_mixed()
    {
        Tell();
        Assert.Equal((2, "--tls-certificate, --tls-key and --tls-authorities belong together, all of them or none."), Fault(Nothing with { Certificate = "given.crt" }));
        _environment[TrustOptions.KeyVariable] = null;
        Assert.Equal((2, "GHOSTNET_TLS_CERTIFICATE, GHOSTNET_TLS_KEY and GHOSTNET_TLS_AUTHORITIES belong together, all of them or none."), Fault(Nothing));
    }

    [Fact]
    public void An_empty_variable_is_one_that_is_not_set()
    {
        _environment[TrustOptions.CertificateVariable] = "";
        Assert.Equal(("/profile.crt", "/profile-redis.crt"), Parts(Nothing));
    }

    private void Tell()
    {
        _environment[TrustOptions.CertificateVariable] = "told.crt";
        _environment[TrustOptions.KeyVariable] = "told.key";
        _environment[TrustOptions.AuthoritiesVariable] = "told-ca.crt";
        _environment[TrustOptions.RedisAuthoritiesVariable] = "told-redis.crt";
    }

    private (string?, string?) Parts(GivenTrust given) => Find(given, Profile) is var trust ? (trust.Tls?.Certificate, trust.RedisAuthorities) : default;

    private (int, string) Fault(GivenTrust given)
    {
        var e = Assert.Throws<CliException>(() => Find(given, Profile));
        return (e.ExitCode, e.Message);
    }

    private Cli.Remote.ClusterTrust Find(GivenTrust given, GivenTrust? profile) => TrustOptions.Find(given, _environment.GetValueOrDefault, profile);
}
