using System.CommandLine;
using GhostNet.Distributed.Cli.Profiles;
using GhostNet.Distributed.Cli.Verbs;

namespace GhostNet.Distributed.Cli.Remote;

/// <summary>The options that say which cluster and how long to try, the same for every verb that talks to one.</summary>
internal sealed class ClusterConnection
{
    private readonly Option<int> _timeout = new Option<int>("--connect-timeout")
    {
        Description = "Seconds to wait for a gateway of the cluster.",
        HelpName = "S",
        DefaultValueFactory = _ => 15,
    }.InRange(1, 3600);

    private readonly TrustOptions _trust = new();

    /// <summary>Which cluster.</summary>
    public ClusterChoice Choice { get; } = new();

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        Choice.AddTo(command);
        command.Options.Add(_timeout);
        _trust.AddTo(command);
    }

    /// <summary>Connects to the cluster that was named.</summary>
    /// <exception cref="CliException">None was named, or it does not answer.</exception>
    public Task<RemoteCluster> ConnectAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        ConnectAsync(
            Choice.Find(parsed) ?? throw new CliException(ExitCode.Usage, $"Which cluster? Give --cluster {ClusterAddress.Form} or the name of a profile, or set {ClusterChoice.Variable}."),
            parsed,
            cancellationToken);

    /// <summary>Connects to a cluster.</summary>
    /// <exception cref="CliException">It does not answer.</exception>
    public Task<RemoteCluster> ConnectAsync(ChosenCluster cluster, ParseResult parsed, CancellationToken cancellationToken) => RemoteCluster.ConnectAsync(
        cluster.Address ?? throw new CliException(ExitCode.Usage, $"The profile '{cluster.Profile}' has no cluster, only a ledger; give --cluster {ClusterAddress.Form}, or add one to it."),
        _trust.Find(parsed, cluster),
        TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
        cancellationToken);
}
