using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GhostNet.Distributed.Cli.Embedded;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Reporting;
using GhostNet.Distributed.Runtime.Ledger;

namespace GhostNet.Distributed.Cli.Runs;

/// <summary>Submit, watch and report on an embedded cluster: the same steps, through the same SDK, as against a remote one.</summary>
internal sealed class BatchRun(BatchRunRequest request, Terminal terminal)
{
    private const string RunsFolder = "ghostnet-runs";

    /// <summary>Runs the job to its end, or picks up where an earlier run stopped, and returns the folder with its report.</summary>
    public async Task<(RunFolder Folder, Report Report)> RunAsync(CancellationToken cancellationToken)
    {
        RequireOutside();
        var model = ModelFile.Open(request.Model, await RecipeFile.ReadAsync(request.Recipe, cancellationToken));
        var dataset = await LabelledImages.IndexAsync(request, model.Card, cancellationToken);
        foreach (var note in model.Notes.Concat(dataset.Notes))
        {
            terminal.Say($"note: {note}");
        }

        var card = model.Card with { Labels = dataset.Labels };
        var spec = new JobSpec
        {
            Id = default,
            Kind = request.Kind,
            Model = new ModelRef(card.Name, card.Digest),
            Dataset = new DatasetRef(dataset.Name.Value, ManifestDigest.Of(dataset.Samples).Value, Path.GetFullPath(request.Images)),
            ShardSize = request.ShardSize,
            TopK = request.Top,
            MaxFailedSamples = request.MaxFailed,
        };
        spec = spec with { Id = IdOf(spec, card) };
        var folder = RunFolder.At(request.Out ?? Path.Combine(RunsFolder, spec.Id.Value));
        using var _ = folder.Lock();
        await RequireSameJobAsync(folder, spec, cancellationToken);
        await using (var onnx = File.OpenRead(model.Path))
        {
            await new ModelShelf(folder.Ledgers).PublishAsync(onnx, card, cancellationToken);
        }

        await ManifestWriter.WriteAsync(folder.Ledgers.Store, dataset.Name, dataset.Samples, card.Output.Classes, cancellationToken);
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
                worker.BatchSize = request.Batch ?? worker.BatchSize;

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

    /// <summary>A ledger among the images would be a class folder, and another dataset, for the next run of the same command.</summary>
    private void RequireOutside()
    {
        var images = Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Images));
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Out ?? RunsFolder));
        if (target == images || target.StartsWith(Path.EndsInDirectorySeparator(images) ? images : images + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new CliException(ExitCode.Usage, $"The run's folder {target} lies inside the images {images}, so that the next run would take it for images; choose an --out beside them. Nothing was written.");
        }
    }

    /// <summary>The same question has the same id, so that asking again finds the job; its worker's threads and batch are no part of the question.</summary>
    private static JobId IdOf(JobSpec spec, Models.Cards.ModelCard card)
    {
        var question = spec with { Id = JobId.Parse("x") };
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(question.ToJson() + Models.Cards.ModelCardText.ToJson(card)));
        return JobId.Parse($"{spec.Kind.ToString().ToLowerInvariant()}-{Convert.ToHexStringLower(hash)[..12]}");
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
