using System.CommandLine;
using GhostNet.Distributed.Cli.Remote;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet wait ID</c>: stays until a job is over, and shows its report.</summary>
internal static class WaitVerb
{
    public static Command Create(Terminal terminal)
    {
        var id = JobArgument.Create();
        var timeout = Waiting.TimeoutOption();
        var output = OutputOption.Create();
        var cluster = new ClusterConnection();
        var command = new Command("wait", "Wait until a job of a cluster is over, and show its report. Ctrl-C detaches; the job goes on.") { id, timeout, output };
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var connection = await cluster.ConnectAsync(parsed, cancellationToken);
            return await Waiting.ForReportAsync(connection.Client.GetJob(parsed.GetRequiredValue(id)), parsed.GetValue(timeout), parsed.GetValue(output), terminal, cancellationToken);
        });
        return command;
    }
}
