using System.CommandLine;
using System.Text.Json;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Remote;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet list</c>: every job of a cluster's ledger.</summary>
internal static class ListVerb
{
    public static Command Create(Terminal terminal)
    {
        var output = OutputOption.Create();
        var cluster = new ClusterConnection();
        var command = new Command("list", "List the jobs of a cluster, finished or not.") { output };
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var connection = await cluster.ConnectAsync(parsed, cancellationToken);
            var jobs = await connection.Client.ListJobsAsync(cancellationToken).ToListAsync(cancellationToken);
            if (parsed.GetValue(output) == OutputFormat.Json)
            {
                terminal.Print(JsonSerializer.Serialize([.. jobs.Select(JobAnswer.Of)], AnswerJson.Format.IReadOnlyListJobAnswer));
            }
            else
            {
                JobTable.Write(jobs, terminal.Answer);
            }

            return ExitCode.Success;
        });
        return command;
    }
}
