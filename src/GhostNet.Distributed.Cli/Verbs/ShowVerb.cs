using System.CommandLine;
using System.Text.Json;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Remote;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet show ID</c>: where a job stands at this moment, and what it is to do.</summary>
internal static class ShowVerb
{
    public static Command Create(Terminal terminal)
    {
        var id = JobArgument.Create();
        var output = OutputOption.Create();
        var cluster = new ClusterConnection();
        var command = new Command("show", "Show where a job of a cluster stands, what it waits for, and what it is to do.") { id, output };
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var connection = await cluster.ConnectAsync(parsed, cancellationToken);
            var job = connection.Client.GetJob(parsed.GetRequiredValue(id));
            var status = await job.GetStatusAsync(cancellationToken);
            var spec = await job.GetSpecAsync(cancellationToken);
            if (parsed.GetValue(output) == OutputFormat.Json)
            {
                terminal.Print(JsonSerializer.Serialize(JobAnswer.Of(status, spec), AnswerJson.Format.JobAnswer));
                return ExitCode.Success;
            }

            JobDetails.Write(status, spec, terminal.Answer);
            if (Next(status) is { } next)
            {
                terminal.Say(next);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static string? Next(JobStatus status) => status.State switch
    {
        JobState.Succeeded => $"Its report: ghostnet report {status.Id}",
        JobState.Pending or JobState.Running => $"Wait for it: ghostnet wait {status.Id}",
        _ => null,
    };
}
