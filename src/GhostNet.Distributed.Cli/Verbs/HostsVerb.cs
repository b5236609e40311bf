using System.CommandLine;
using System.Text.Json;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Remote;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet hosts</c>: the nodes of a cluster.</summary>
internal static class HostsVerb
{
    public static Command Create(Terminal terminal)
    {
        var output = OutputOption.Create();
        var cluster = new ClusterConnection();
        var command = new Command("hosts", "List the nodes of a cluster, what they are and what they are doing.") { output };
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var connection = await cluster.ConnectAsync(parsed, cancellationToken);
            var hosts = await connection.Client.ListHostsAsync(cancellationToken);
            if (parsed.GetValue(output) == OutputFormat.Json)
            {
                terminal.Print(JsonSerializer.Serialize([.. hosts.Select(HostAnswer.Of)], AnswerJson.Format.IReadOnlyListHostAnswer));
            }
            else
            {
                HostTable.Write(hosts, TimeProvider.System.GetUtcNow(), terminal.Answer);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
