using System.CommandLine;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Runs;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet report DIR</c>: shows the report of a finished run.</summary>
internal static class ReportVerb
{
    public static Command Create(Terminal terminal)
    {
        var path = new Argument<string>("DIR") { Description = "The --out folder of a run." }.NotEmpty();
        var output = OutputOption.Create();
        var command = new Command("report", "Show the report of a finished run.") { path, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (folder, job) = await RunFolder.OpenAsync(parsed.GetRequiredValue(path), cancellationToken);
            var json = await folder.Ledgers.Open(job).ReadReportAsync(cancellationToken)
                ?? throw new CliException(ExitCode.NotFound, $"Job {job} in {folder.Path} is not finished, so it has no report yet. The command that began it goes on from where it stopped.");
            return await ReportOutput.ShowAsync(folder, Report.Parse(json), parsed.GetValue(output), terminal, cancellationToken);
        });
        return command;
    }
}
