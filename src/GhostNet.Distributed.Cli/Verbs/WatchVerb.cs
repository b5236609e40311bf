using System.CommandLine;
using System.Text.Json;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Remote;
using GhostNet.Distributed.Cli.Runs;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet watch ID</c>: each change of a job until it is over; for programs a JSON object a line.</summary>
internal static class WatchVerb
{
    public static Command Create(Terminal terminal)
    {
        var id = JobArgument.Create();
        var output = OutputOption.Create();
        var cluster = new ClusterConnection();
        var command = new Command("watch", "Watch a job of a cluster until it is over; -o json prints a line a change. Ctrl-C detaches; the job goes on.") { id, output };
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var connection = await cluster.ConnectAsync(parsed, cancellationToken);
            var job = connection.Client.GetJob(parsed.GetRequiredValue(id));
            try
            {
                var last = parsed.GetValue(output) == OutputFormat.Json ? await PrintAsync(job, terminal, cancellationToken) : await ShowAsync(job, terminal, cancellationToken);
                return last.State == JobState.Succeeded ? ExitCode.Success : ExitCode.Failed;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw Waiting.Detached(job.Id);
            }
        });
        return command;
    }

    private static async Task<JobStatus> PrintAsync(JobHandle job, Terminal terminal, CancellationToken cancellationToken)
    {
        JobStatus? last = null;
        await foreach (var status in job.WatchAsync(cancellationToken))
        {
            terminal.Print(JsonSerializer.Serialize(JobAnswer.Of(last = status), AnswerJson.Line.JobAnswer));
        }

        return last ?? await job.GetStatusAsync(cancellationToken);
    }

    private static async Task<JobStatus> ShowAsync(JobHandle job, Terminal terminal, CancellationToken cancellationToken)
    {
        await JobProgress.ShowAsync(job, terminal, TimeProvider.System, cancellationToken);
        var status = await job.GetStatusAsync(cancellationToken);
        JobOutput.Show(status, OutputFormat.Table, terminal);
        return status;
    }
}
