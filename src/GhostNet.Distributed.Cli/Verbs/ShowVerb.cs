using System.CommandLine;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Remote;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet show ID</c>: where a job stands at this moment.</summary>
internal static class ShowVerb
{
    public static Command Create(Terminal terminal)
    {
        var id = JobArgument.Create();
        var output = OutputOption.Create();
        var cluster = new ClusterConnection();
        var command = new Command("show", "Show where a job of a cluster stands.") { id, output };
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var connection = await cluster.ConnectAsync(parsed, cancellationToken);
            JobOutput.Show(await connection.Client.GetJob(parsed.GetRequiredValue(id)).GetStatusAsync(cancellationToken), parsed.GetValue(output), terminal);
            return ExitCode.Success;
        });
        return command;
    }
}
