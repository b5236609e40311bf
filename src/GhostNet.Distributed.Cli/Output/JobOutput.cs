using GhostNet.Distributed.Cli.Remote;
using GhostNet.Distributed.Cli.Verbs;
using GhostNet.Distributed.Reporting;

namespace GhostNet.Distributed.Cli.Output;

/// <summary>Writes what a cluster says of a job to standard output, and turns it into an exit code.</summary>
internal static class JobOutput
{
    /// <summary>One job's status.</summary>
    public static void Show(JobStatus status, OutputFormat output, Terminal terminal)
    {
        if (output == OutputFormat.Json)
        {
            terminal.Print(System.Text.Json.JsonSerializer.Serialize(JobAnswer.Of(status), AnswerJson.Format.JobAnswer));
        }
        else
        {
            JobTable.Write([status], terminal.Answer);
        }
    }

    /// <summary>A job's report; JSON is that of the ledger, byte for byte.</summary>
    public static int Show(string json, OutputFormat output, Terminal terminal)
    {
        var report = Report.Parse(json);
        switch (output)
        {
            case OutputFormat.Json:
                terminal.Print(json);
                break;
            case OutputFormat.Markdown:
                terminal.Print(MarkdownReport.Render(report));
                break;
            default:
                ReportTable.Write(report, terminal.Answer);
                break;
        }

        return report.Verdict == Verdict.Valid ? ExitCode.Success : ExitCode.Failed;
    }
}
