using System.Globalization;
using Spectre.Console;

namespace GhostNet.Distributed.Cli.Runs;

/// <summary>Narrates a job while it runs: a bar on a terminal, a plain line now and then elsewhere.</summary>
internal static class JobProgress
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Returns when the job is over, however it ended.</summary>
    public static Task ShowAsync(JobHandle job, Terminal terminal, TimeProvider time, CancellationToken cancellationToken) =>
        terminal.Narration.Profile.Out.IsTerminal && terminal.Narration.Profile.Capabilities.Ansi
            ? ShowBarAsync(job, terminal, time, cancellationToken)
            : ShowLinesAsync(job, terminal, time, cancellationToken);

    private static Task ShowBarAsync(JobHandle job, Terminal terminal, TimeProvider time, CancellationToken cancellationToken) => terminal.Narration.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .StartAsync(async context =>
        {
            ProgressTask? bar = null;
            var waiting = new WaitingNarration(terminal, time);
            await foreach (var status in job.WatchAsync(cancellationToken))
            {
                waiting.Say(status);
                if (bar is null)
                {
                    SayResumed(status, terminal);
                    bar = context.AddTask(job.Id.Value, maxValue: status.Samples);
                }

                bar.Value = status.Tally.Samples;
                bar.Description = Markup.Escape(Describe(status));
            }
        });

    private static async Task ShowLinesAsync(JobHandle job, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        var told = time.GetTimestamp();
        var first = true;
        var waiting = new WaitingNarration(terminal, time);
        await foreach (var status in job.WatchAsync(cancellationToken))
        {
            waiting.Say(status);
            if (first)
            {
                SayResumed(status, terminal);
                first = false;
            }

            if (time.GetElapsedTime(told) >= BetweenLines)
            {
                terminal.Say(Describe(status));
                told = time.GetTimestamp();
            }
        }
    }

    private static void SayResumed(JobStatus status, Terminal terminal)
    {
        if (status.RecoveredShards > 0)
        {
            terminal.Say(status.RecoveredShards == status.Shards
                ? $"Job {status.Id}: all {status.Shards} shards are in the ledger already; nothing is done again."
                : $"Job {status.Id}: {status.RecoveredShards} of {status.Shards} shards are in the ledger already and are not done again.");
        }
    }

    private static string Describe(JobStatus status)
    {
        var accuracy = status.Tally.Scored > 0 && status.Tally.Top1Correct > 0
            ? string.Create(CultureInfo.InvariantCulture, $", top-1 {100.0 * status.Tally.Top1Correct / status.Tally.Scored:F2} %")
            : "";
        var failed = status.Tally.Failed > 0 ? $", {status.Tally.Failed} failed" : "";
        return $"{status.Tally.Samples} of {status.Samples} images{accuracy}{failed}";
    }
}
