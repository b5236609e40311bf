using System.CommandLine;
using GhostNet.Distributed.Cli.Remote;

namespace GhostNet.Distributed.Cli.Profiles;

/// <summary>The option <c>--cluster</c>: an address, or the name of a profile; the same for every verb that needs a cluster or its ledger.</summary>
internal sealed class ClusterChoice
{
    /// <summary>Takes the place of <c>--cluster</c>, so that it need not be typed each time, nor a password be seen in the list of processes.</summary>
    public const string Variable = "GHOSTNET_CLUSTER";

    private readonly Option<string?> _cluster = new("--cluster")
    {
        Description = $"The cluster: {ClusterAddress.Form}, or the name of a profile in {ProfilesFile.Variable} (~/.config/ghostnet/config.json); {Variable}, or the default profile, when left out.",
        HelpName = "NAME|redis://HOST:PORT",
    };

    /// <summary>A choice whose address is checked while the command line is read.</summary>
    public ClusterChoice() => _cluster.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var text }] && Fault(text) is { } fault)
        {
            result.AddError($"--cluster is {fault}.");
        }
    });

    /// <summary>Adds the option to a verb.</summary>
    public void AddTo(Command command) => command.Options.Add(_cluster);

    /// <summary>Whether the command line itself names a cluster.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_cluster) is not null;

    /// <summary>The cluster that is meant; null when none is named anywhere.</summary>
    /// <exception cref="CliException">It is named, and cannot be found.</exception>
    public ChosenCluster? Find(ParseResult parsed) => Find(parsed.GetValue(_cluster), Environment.GetEnvironmentVariable);

    /// <summary>The cluster that is meant, by what the command line says and the environment.</summary>
    /// <exception cref="CliException">It is named, and cannot be found.</exception>
    public static ChosenCluster? Find(string? given, Func<string, string?> environment)
    {
        if ((given ?? environment(Variable)) is { Length: > 0 } text)
        {
            return ClusterAddress.TryParse(text, out var address) ? new ChosenCluster(address, null, null)
                : Fault(text) is { } fault ? throw new CliException(ExitCode.Usage, $"{(given is null ? Variable : "--cluster")} is {fault}.")
                : ProfilesFile.Read(environment) is var profiles ? Chosen(profiles, text, profiles.Find(text)) : null;
        }

        var file = ProfilesFile.Read(environment);
        return file.Default is { } profile ? Chosen(file, profile.Name, profile.Profile) : null;
    }

    /// <summary>The cluster of a profile.</summary>
    /// <exception cref="CliException">It cannot be used.</exception>
    internal static ChosenCluster Chosen(ProfilesFile file, string name, ClusterProfile profile)
    {
        ClusterAddress? address = null;
        if (profile.Cluster is { } text && !ClusterAddress.TryParse(text, out address))
        {
            throw new CliException(ExitCode.Usage, $"The cluster of profile '{name}' in {file.Path} is not an address; expected {ClusterAddress.Form}.");
        }

        return profile.Ledger is { } ledger && LedgerFault(ledger) is { } fault
            ? throw new CliException(ExitCode.Usage, $"The ledger of profile '{name}' in {file.Path} cannot be used: {fault}")
            : new ChosenCluster(address, profile.Ledger, name, TrustOf(file, name, profile));
    }

    private static GivenTrust TrustOf(ProfilesFile file, string name, ClusterProfile profile)
    {
        var trust = new GivenTrust(profile.Tls?.Certificate, profile.Tls?.PrivateKey, profile.Tls?.Authorities, profile.RedisAuthorities);
        return trust.Paths.FirstOrDefault(path => !Path.IsPathFullyQualified(path)) is { } here
            ? throw new CliException(ExitCode.Usage, $"The certificates of profile '{name}' in {file.Path} cannot be used: '{here}' is not a full path.")
            : profile.Tls is not null && !trust.HasAllOrNothing
            ? throw new CliException(ExitCode.Usage, $"The tls of profile '{name}' in {file.Path} needs certificate, privateKey and authorities, all of them.")
            : trust;
    }

    /// <summary>A file that is read from everywhere may not say "here".</summary>
    private static string? LedgerFault(string ledger)
    {
        try
        {
            return Datasets.Stores.BlobStoreLocation.Parse(ledger) is Datasets.Stores.BlobStoreLocation.Folder { Path: var path } && !Path.IsPathFullyQualified(path) ? $"'{path}' is not a full path." : null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    // What has the form of an address is one; anything else is a name. Neither is told back: an address may have a password in it.
    private static string? Fault(string text) => text.Length == 0 ? $"empty; expected {ClusterAddress.Form}, or the name of a profile"
        : text.Contains("://", StringComparison.Ordinal) && !ClusterAddress.TryParse(text, out _) ? $"not the address of a cluster; expected {ClusterAddress.Form}"
        : null;
}

/// <summary>The cluster that a command is about.</summary>
/// <param name="Address">Where it is found; null when the profile has only a ledger.</param>
/// <param name="Ledger">Its ledger, where the profile says.</param>
/// <param name="Profile">Name of the profile; null when an address was given.</param>
/// <param name="Trust">Its certificates, where the profile says.</param>
internal sealed record ChosenCluster(ClusterAddress? Address, string? Ledger, string? Profile, GivenTrust? Trust = null);
