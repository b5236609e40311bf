using System.Globalization;
using Spectre.Console;

namespace GhostNet.Distributed.Cli.Output;

/// <summary>Jobs for people, a row each.</summary>
internal static class JobTable
{
    /// <summary>Where each job stands, and below the table why, when there is something to say.</summary>
    public static void Write(IReadOnlyList<JobStatus> jobs, IAnsiConsole console)
    {
        var table = new Table().RoundedBorder().AddColumn("job").AddColumn("state");
        foreach (var title in new[] { "samples", "of", "failed", "top-1", "shards", "of", "in work" })
        {
            table.AddColumn(title, c => c.RightAligned());
        }

        foreach (var job in jobs)
        {
            var tally = job.Tally;
            table.AddRow(
                Markup.Escape(job.Id.Value), State(job.State), Number(tally.Samples), Number(job.Samples), Number(tally.Failed), Top1(tally), Number(job.AcceptedShards), Number(job.Shards),
                Number(job.LeasedShards));
        }

        console.Write(table);
        foreach (var job in jobs.Where(job => job.Reason is not null))
        {
            console.MarkupLineInterpolated($"[grey]{job.Id}: {job.Reason}[/]");
        }
    }

    private static string State(JobState state) => state switch
    {
        JobState.Succeeded => $"[green]{state}[/]",
        JobState.Failed => $"[red]{state}[/]",
        _ => state.ToString(),
    };

    // A job without labels has nothing correct either; no share is better than one of zero.
    private static string Top1(Tally tally) => tally is { Scored: > 0, Top1Correct: > 0 }
        ? string.Create(CultureInfo.InvariantCulture, $"{100.0 * tally.Top1Correct / tally.Scored:F2} %")
        : "";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
