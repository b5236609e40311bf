using System.CommandLine;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Cli.Verbs;

namespace GhostNet.Distributed.Cli.Remote;

/// <summary>Waits for a job of a cluster: for its end, for the caller's time-out, or until Ctrl-C detaches. None but the first touches the job.</summary>
internal static class Waiting
{
    /// <summary>The option <c>--timeout</c>.</summary>
    public static Option<int?> TimeoutOption() =>
        new Option<int?>("--timeout") { Description = "Seconds to wait; then exit code 124, and the job goes on. Without end when left out.", HelpName = "S" }.InRange(1, int.MaxValue / 1000);

    /// <summary>Shows the progress, then the report, and returns the exit code of its verdict.</summary>
    public static async Task<int> ForReportAsync(JobHandle job, int? timeoutSeconds, OutputFormat output, Terminal terminal, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (timeoutSeconds is { } seconds)
        {
            patience.CancelAfter(TimeSpan.FromSeconds(seconds));
        }

        try
        {
            await JobProgress.ShowAsync(job, terminal, TimeProvider.System, patience.Token);
            var report = await job.WaitForReportAsync(patience.Token);
            return JobOutput.Show(await job.ReadReportJsonAsync(patience.Token) ?? report.ToJson(), output, terminal);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw Detached(job.Id);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            throw new CliException(ExitCode.TimedOut, $"Job {job.Id} is not over after {timeoutSeconds} s; it goes on. Wait again: ghostnet wait {job.Id}");
        }
    }

    /// <summary>What Ctrl-C ends is the looking on.</summary>
    public static CliException Detached(JobId job) => new(ExitCode.Interrupted, $"Detached; job {job} goes on. Come back with: ghostnet wait {job}");
}
