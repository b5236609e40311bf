using System.Globalization;
using System.Text;
using GhostNet.Distributed.Cli.Embedded;
using GhostNet.Distributed.Cli.Stores;
using GhostNet.Distributed.Inference.Sessions.Choice;
using GhostNet.Distributed.Models.Onnx;
using GhostNet.Distributed.Reporting;

namespace GhostNet.Distributed.Cli.Runs;

/// <summary>Submit, watch and report on an embedded cluster: the same steps, through the same SDK, as against a remote one.</summary>
internal sealed class BatchRun(BatchRunRequest request, Terminal terminal)
{
    private const string RunsFolder = "ghostnet-runs";

    /// <summary>Runs the job to its end, or picks up where an earlier run stopped, and returns the folder with its report.</summary>
    public async Task<(RunFolder Folder, Report Report)> RunAsync(CancellationToken cancellationToken)
    {
        GivenStore.RequireBeside(request.Images!, request.Out ?? RunsFolder, "--out");
        using var job = await PreparedJob.PrepareAsync(request, id: null, ledger: null, terminal, cancellationToken);
        var spec = job.Spec;
        var folder = RunFolder.At(request.Out ?? Path.Combine(RunsFolder, spec.Id.Value));
        using var _ = folder.Lock();
        await RequireSameJobAsync(folder, spec, cancellationToken);
        await job.PublishAsync(folder.Ledgers, request.Graph ?? ProcessorTargets.Preferred.Word(), cancellationToken);
        try
        {
            return (folder, await RunJobAsync(spec, folder, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw await InterruptedAsync(folder, spec.Id);
        }
    }

    private async Task<Report> RunJobAsync(JobSpec spec, RunFolder folder, CancellationToken cancellationToken)
    {
        await using var cluster = await EmbeddedCluster.StartAsync(
            folder.Ledgers.Store,
            worker =>
            {
                worker.Threads = request.Threads ?? worker.Threads;
                worker.BatchSize = request.Batch;
                worker.Graph = request.Graph;

                // An embedded job is taken up again by the same command: to stop at once costs only the shards in work.
                worker.DrainTimeout = TimeSpan.Zero;
            },
            cancellationToken);
        var job = await cluster.Client.SubmitAsync(spec, cancellationToken);
        await JobProgress.ShowAsync(job, terminal, TimeProvider.System, cancellationToken);
        var report = await job.WaitForReportAsync(cancellationToken);
        await ExportAsync(folder, job, report, cancellationToken);
        return report;
    }

    /// <summary>Counts in the ledger, after the silo has stopped: the shards in work when Ctrl-C came may still have been accepted.</summary>
    private static async Task<CliException> InterruptedAsync(RunFolder folder, JobId job)
    {
        var ledger = folder.Ledgers.Open(job);
        var accepted = await ledger.ListAcceptedAsync().CountAsync();
        var shards = (await ledger.ReadPlanAsync())?.Shards;
        return new CliException(
            ExitCode.Interrupted,
            $"Interrupted with {accepted} of {shards?.ToString(CultureInfo.InvariantCulture) ?? "?"} shards accepted. The same command goes on from there; its ledger is in {folder.Path}.");
    }

    private static async Task ExportAsync(RunFolder folder, JobHandle job, Report report, CancellationToken cancellationToken)
    {
        var ledger = folder.Ledgers.Open(job.Id);
        var json = await ledger.ReadReportAsync(cancellationToken) ?? report.ToJson();
        await RunFolder.WriteAsync(folder.Predictions, file => PredictionsFile.WriteAsync(job.ReadPredictionsAsync(cancellationToken), file, ClassLabels.Of(report.Model.Card), cancellationToken));
        await RunFolder.WriteAsync(folder.MarkdownReport, file => file.WriteAsync(Encoding.UTF8.GetBytes(MarkdownReport.Render(report)), cancellationToken).AsTask());
        await RunFolder.WriteAsync(folder.Report, file => file.WriteAsync(Encoding.UTF8.GetBytes(json), cancellationToken).AsTask());
    }

    private static async Task RequireSameJobAsync(RunFolder folder, JobSpec spec, CancellationToken cancellationToken)
    {
        if (await folder.FindJobAsync(cancellationToken) is { } other && other != spec.Id && await folder.Ledgers.Open(other).ReadSpecAsync(cancellationToken) is { } stored)
        {
            throw new CliException(
                ExitCode.Conflict,
                $"{folder.Path} holds another job, {other}, which is unchanged: {string.Join("; ", SpecDifferences.Between(stored, spec))}. Choose another --out, or delete that folder.");
        }
    }
}
