using System.CommandLine;
using GhostNet.Distributed.Cli.Stores;
using GhostNet.Distributed.Cli.Verbs;

namespace GhostNet.Distributed.Cli.Profiles;

/// <summary>The option <c>--ledger</c>; a profile's ledger takes its place.</summary>
internal sealed class LedgerOption(ClusterChoice cluster)
{
    private readonly Option<string?> _ledger = new Option<string?>("--ledger")
    {
        Description = $"The cluster's ledger (GhostNet:Ledger of its workers): {GivenStore.Form}; the profile's when left out.",
        HelpName = "LOCATION",
    }.AsLocation();

    /// <summary>Adds the option to a verb.</summary>
    public void AddTo(Command command) => command.Options.Add(_ledger);

    /// <summary>Where the ledger is; null when nobody says.</summary>
    public string? Find(ParseResult parsed) => parsed.GetValue(_ledger) ?? cluster.Find(parsed)?.Ledger;

    /// <summary>Where the ledger is.</summary>
    /// <exception cref="CliException">Nobody says.</exception>
    public string Require(ParseResult parsed) =>
        Find(parsed) ?? throw new CliException(ExitCode.Usage, $"Which ledger? Give --ledger ({GivenStore.Form}), or a profile that has one (--cluster NAME).");
}
