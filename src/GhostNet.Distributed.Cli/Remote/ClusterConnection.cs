using System.CommandLine;
using GhostNet.Distributed.Cli.Verbs;

namespace GhostNet.Distributed.Cli.Remote;

/// <summary>The options that say which cluster, the same for every verb that needs one.</summary>
internal sealed class ClusterConnection
{
    /// <summary>Takes the place of <c>--cluster</c>, so that it need not be typed each time, nor a password be seen in the list of processes.</summary>
    public const string Variable = "GHOSTNET_CLUSTER";

    private readonly Option<ClusterAddress?> _cluster = new("--cluster")
    {
        Description = $"The cluster: {ClusterAddress.Form}; {Variable} when left out.",
        HelpName = "redis://HOST:PORT",
        CustomParser = result =>
        {
            if (ClusterAddress.TryParse(result.Tokens[0].Value, out var address))
            {
                return address;
            }

            result.AddError($"--cluster is not the address of a cluster; expected {ClusterAddress.Form}.");
            return null;
        },
    };

    private readonly Option<int> _timeout = new Option<int>("--connect-timeout")
    {
        Description = "Seconds to wait for a gateway of the cluster.",
        HelpName = "S",
        DefaultValueFactory = _ => 15,
    }.InRange(1, 3600);

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_cluster);
        command.Options.Add(_timeout);
    }

    /// <summary>Connects to the cluster that was named.</summary>
    /// <exception cref="CliException">None was named, or it does not answer.</exception>
    public Task<RemoteCluster> ConnectAsync(ParseResult parsed, CancellationToken cancellationToken) =>
        RemoteCluster.ConnectAsync(parsed.GetValue(_cluster) ?? FromEnvironment(), TimeSpan.FromSeconds(parsed.GetValue(_timeout)), cancellationToken);

    private static ClusterAddress FromEnvironment() => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" => throw new CliException(ExitCode.Usage, $"Which cluster? Give --cluster {ClusterAddress.Form}, or set {Variable}."),
        var text when ClusterAddress.TryParse(text, out var address) => address,
        _ => throw new CliException(ExitCode.Usage, $"{Variable} is not the address of a cluster; expected {ClusterAddress.Form}."),
    };
}
