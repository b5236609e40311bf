using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Cli.Verbs;

namespace GhostNet.Distributed.Cli.Output;

/// <summary>Writes a report to standard output and turns its verdict into an exit code.</summary>
internal static class ReportOutput
{
    /// <summary>JSON is the ledger's <c>report.json</c>, byte for byte.</summary>
    public static async Task<int> ShowAsync(RunFolder folder, Report report, OutputFormat output, Terminal terminal, CancellationToken cancellationToken)
    {
        if (output == OutputFormat.Json)
        {
            terminal.Print(await folder.Ledgers.Open(report.Job.Id).ReadReportAsync(cancellationToken) ?? report.ToJson());
        }
        else
        {
            ReportTable.Write(report, terminal.Answer);
            terminal.Say($"Report, predictions and ledger: {folder.Path}");
        }

        return report.Verdict == Verdict.Valid ? ExitCode.Success : ExitCode.Failed;
    }
}
