using System.CommandLine;
using GhostNet.Distributed.Cli.Remote;
using GhostNet.Distributed.Cli.Verbs;

namespace GhostNet.Distributed.Cli.Profiles;

/// <summary>The options that name certificates; the environment takes their place, and then the profile.</summary>
internal sealed class TrustOptions
{
    /// <summary>Takes the place of <c>--tls-certificate</c>.</summary>
    public const string CertificateVariable = "GHOSTNET_TLS_CERTIFICATE";

    /// <summary>Takes the place of <c>--tls-key</c>.</summary>
    public const string KeyVariable = "GHOSTNET_TLS_KEY";

    /// <summary>Takes the place of <c>--tls-authorities</c>.</summary>
    public const string AuthoritiesVariable = "GHOSTNET_TLS_AUTHORITIES";

    /// <summary>Takes the place of <c>--redis-authorities</c>.</summary>
    public const string RedisAuthoritiesVariable = "GHOSTNET_REDIS_AUTHORITIES";

    private const string Together = "belong together, all of them or none.";

    private readonly Option<string?> _certificate = File("--tls-certificate", $"Certificate (PEM) for a cluster that asks for one; {CertificateVariable}, or the profile's, when left out.");
    private readonly Option<string?> _key = File("--tls-key", $"Its private key (PEM, unencrypted); {KeyVariable}.");
    private readonly Option<string?> _authorities = File("--tls-authorities", $"The cluster's authorities (PEM); {AuthoritiesVariable}.");
    private readonly Option<string?> _redis = File("--redis-authorities", $"Authorities (PEM) of Redis' certificate, for rediss:// with a private one; {RedisAuthoritiesVariable}.");

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new[] { _certificate, _key, _authorities, _redis })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Which certificates are meant.</summary>
    /// <exception cref="CliException">Some are named, and not all that are needed.</exception>
    public ClusterTrust Find(ParseResult parsed, ChosenCluster cluster) =>
        Find(new GivenTrust(parsed.GetValue(_certificate), parsed.GetValue(_key), parsed.GetValue(_authorities), parsed.GetValue(_redis)), Environment.GetEnvironmentVariable, cluster.Trust);

    /// <summary>Which certificates are meant: those of the first source that names any. A certificate of one and a key of another would not fit.</summary>
    /// <exception cref="CliException">Some are named, and not all that are needed.</exception>
    public static ClusterTrust Find(GivenTrust given, Func<string, string?> environment, GivenTrust? profile)
    {
        if (!given.HasAllOrNothing)
        {
            throw new CliException(ExitCode.Usage, $"--tls-certificate, --tls-key and --tls-authorities {Together}");
        }

        var told = new GivenTrust(Told(CertificateVariable), Told(KeyVariable), Told(AuthoritiesVariable), Told(RedisAuthoritiesVariable));
        return given.Tls is null && !told.HasAllOrNothing
            ? throw new CliException(ExitCode.Usage, $"{CertificateVariable}, {KeyVariable} and {AuthoritiesVariable} {Together}")
            : new ClusterTrust(given.Tls ?? told.Tls ?? profile?.Tls, given.RedisAuthorities ?? told.RedisAuthorities ?? profile?.RedisAuthorities);

        string? Told(string variable) => environment(variable) is { Length: > 0 } path ? path : null;
    }

    private static Option<string?> File(string name, string description) => new Option<string?>(name) { Description = description, HelpName = "FILE" }.NotEmpty();
}
