using System.CommandLine;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Remote;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Reporting;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet report DIR|ID</c>: shows the report of a finished run, or of a finished job of a cluster.</summary>
internal static class ReportVerb
{
    public static Command Create(Terminal terminal)
    {
        var source = new Argument<string>("DIR|ID") { Description = "The --out folder of a run; or the id of a job, with --cluster, or where there is no such folder." }.NotEmpty();
        var predictions = new Option<string?>("--predictions") { Description = "Write the predictions there as well, a JSON object a line for each image.", HelpName = "FILE.jsonl" }.NotEmpty();
        var output = OutputOption.CreateForReports();
        var cluster = new ClusterConnection();
        var command = new Command("report", "Show the report of a finished run, or of a job of a cluster. Example: ghostnet report val-nightly --cluster prod -o markdown") { source, predictions, output };
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var named = parsed.GetRequiredValue(source);
            var file = parsed.GetValue(predictions);
            if (file is not null)
            {
                GivenPaths.RequireTargetOf("--predictions", file);
            }

            if (!cluster.Choice.IsGiven(parsed) && (Directory.Exists(named) || !JobId.TryParse(named, out _) || cluster.Choice.Find(parsed) is null))
            {
                return await ShowFolderAsync(named, file, parsed.GetValue(output), terminal, cancellationToken);
            }

            var id = JobId.TryParse(named, out var job) ? job : throw new CliException(ExitCode.Usage, $"'{named}' is not a job's id; ghostnet list shows them.");
            await using var connection = await cluster.ConnectAsync(parsed, cancellationToken);
            return await ShowJobAsync(connection.Client.GetJob(id), file, parsed.GetValue(output), terminal, cancellationToken);
        });
        return command;
    }

    private static async Task<int> ShowFolderAsync(string path, string? predictions, OutputFormat output, Terminal terminal, CancellationToken cancellationToken)
    {
        var (folder, job) = await RunFolder.OpenAsync(path, cancellationToken);
        var ledger = folder.Ledgers.Open(job);
        var json = await ledger.ReadReportAsync(cancellationToken)
            ?? throw new CliException(ExitCode.NotFound, $"Job {job} in {folder.Path} is not finished, so it has no report yet. The command that began it goes on from where it stopped.");
        var report = Report.Parse(json);
        if (predictions is not null)
        {
            await WriteAsync(predictions, ledger.ReadResultsAsync(cancellationToken).SelectMany(result => result.Predictions), report, terminal, cancellationToken);
        }

        return output == OutputFormat.Markdown
            ? JobOutput.Show(json, output, terminal)
            : await ReportOutput.ShowAsync(folder, report, output, terminal, cancellationToken);
    }

    private static async Task<int> ShowJobAsync(JobHandle job, string? predictions, OutputFormat output, Terminal terminal, CancellationToken cancellationToken)
    {
        if (await job.ReadReportJsonAsync(cancellationToken) is not { } json)
        {
            throw await WithoutReportAsync(job, cancellationToken);
        }

        if (predictions is not null)
        {
            await WriteAsync(predictions, job.ReadPredictionsAsync(cancellationToken), Report.Parse(json), terminal, cancellationToken);
        }

        return JobOutput.Show(json, output, terminal);
    }

    private static async Task<CliException> WithoutReportAsync(JobHandle job, CancellationToken cancellationToken)
    {
        var status = await job.GetStatusAsync(cancellationToken);
        var why = status.Reason is { } reason ? $" ({reason})" : "";
        return status.State switch
        {
            JobState.Failed or JobState.Canceled => new CliException(ExitCode.Failed, $"Job {job.Id} has no report: it {(status.State == JobState.Failed ? "failed" : "was canceled")} with {status.AcceptedShards} of {status.Shards} shards accepted{why}."),
            _ => new CliException(ExitCode.NotFound, $"Job {job.Id} is not finished, so it has no report yet: {status.AcceptedShards} of {status.Shards} shards are accepted{why}. Wait for it: ghostnet wait {job.Id}"),
        };
    }

    private static async Task WriteAsync(string path, IAsyncEnumerable<Prediction> predictions, Report report, Terminal terminal, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        await RunFolder.WriteAsync(full, file => PredictionsFile.WriteAsync(predictions, file, ClassLabels.Of(report.Model.Card), cancellationToken));
        terminal.Say($"Predictions: {full}");
    }
}
