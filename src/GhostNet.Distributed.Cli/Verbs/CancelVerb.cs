using System.CommandLine;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Remote;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet cancel ID</c>: ends a job for good.</summary>
internal static class CancelVerb
{
    public static Command Create(Terminal terminal)
    {
        var id = JobArgument.Create();
        var output = OutputOption.Create();
        var cluster = new ClusterConnection();
        var command = new Command("cancel", "Cancel a job of a cluster for good; accepted shards stay in the ledger. Exit code 1 when it was over before.") { id, output };
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var connection = await cluster.ConnectAsync(parsed, cancellationToken);
            var status = await connection.Client.GetJob(parsed.GetRequiredValue(id)).CancelAsync(cancellationToken);
            JobOutput.Show(status, parsed.GetValue(output), terminal);
            if (status.State == JobState.Canceled)
            {
                return ExitCode.Success;
            }

            terminal.Say($"Job {status.Id} was over before ({status.State}) and stays as it is.");
            return ExitCode.Failed;
        });
        return command;
    }
}
