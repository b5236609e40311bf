using System.CommandLine;
using System.Text.Json;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Reporting;
using GhostNet.Distributed.Runtime.Coordination;
using GhostNet.Distributed.Runtime.Ledger;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet verify DIR</c>: recomputes the report and the predictions from the ledger and says whether they agree with the files.</summary>
internal static class VerifyVerb
{
    public static Command Create(Terminal terminal)
    {
        var path = new Argument<string>("DIR") { Description = "The --out folder of a run." }.NotEmpty();
        var output = OutputOption.Create();
        var command = new Command("verify", "Recompute a report from its ledger and say whether it agrees.") { path, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (folder, job) = await RunFolder.OpenAsync(parsed.GetRequiredValue(path), cancellationToken);
            var recomputed = await RecomputeAsync(folder, job, cancellationToken);
            List<string> differences =
            [
                .. ReportAgreement.Compare(await ReadReportAsync(folder, cancellationToken), recomputed),
                .. await ComparePredictionsAsync(folder, recomputed, cancellationToken),
            ];
            Tell(folder, recomputed, differences, parsed.GetValue(output), terminal);
            return differences.Count == 0 ? ExitCode.Success : ExitCode.Failed;
        });
        return command;
    }

    private static async Task<Report> RecomputeAsync(RunFolder folder, JobId job, CancellationToken cancellationToken)
    {
        var ledger = folder.Ledgers.Open(job);
        var spec = await ledger.ReadSpecAsync(cancellationToken);
        var plan = await ledger.ReadPlanAsync(cancellationToken);
        return spec is null || plan is null
            ? throw new CliException(ExitCode.Failed, $"The ledger of job {job} in {folder.Path} has no {(spec is null ? "job.json" : "plan.json")}, so nothing can be recomputed from it.")
            : await new JobReporter(folder.Ledgers, new ModelShelf(folder.Ledgers)).FoldAsync(spec, plan, cancellationToken);
    }

    private static async Task<Report> ReadReportAsync(RunFolder folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(folder.Report))
        {
            throw new CliException(ExitCode.NotFound, $"There is no {folder.Report} to verify. The command that began the job writes it when the job is finished.");
        }

        try
        {
            return Report.Parse(await File.ReadAllTextAsync(folder.Report, cancellationToken));
        }
        catch (JsonException e)
        {
            throw new CliException(ExitCode.Failed, $"{folder.Report} is not a report: {e.Message}", e);
        }
    }

    private static async Task<IReadOnlyList<string>> ComparePredictionsAsync(RunFolder folder, Report recomputed, CancellationToken cancellationToken)
    {
        if (!File.Exists(folder.Predictions))
        {
            return [$"predictions: {folder.Predictions} is not there"];
        }

        using var digest = new PredictionsDigest();
        await using var file = File.OpenRead(folder.Predictions);
        try
        {
            await foreach (var prediction in PredictionsFile.ReadAsync(file, cancellationToken))
            {
                digest.Append(prediction);
            }
        }
        catch (JsonException e)
        {
            return [$"predictions: {folder.Predictions} is damaged: {e.Message}"];
        }

        return digest.Current() == recomputed.PredictionsDigest
            ? []
            : [$"predictions: the digest of {folder.Predictions} is {digest.Current()}, ledger says {recomputed.PredictionsDigest}"];
    }

    private static void Tell(RunFolder folder, Report recomputed, List<string> differences, OutputFormat output, Terminal terminal)
    {
        if (output == OutputFormat.Json)
        {
            terminal.Print(JsonSerializer.Serialize(new Verification(differences.Count == 0, recomputed.PredictionsDigest, differences), AnswerJson.Format.Verification));
            return;
        }

        terminal.Print(differences.Count == 0
            ? $"The report in {folder.Path} agrees with its ledger: {recomputed.Samples.Scored} scored + {recomputed.Samples.Failed} failed = {recomputed.Samples.Total} samples, predictions digest {recomputed.PredictionsDigest}."
            : $"The report in {folder.Path} does not agree with its ledger:\n{string.Join('\n', differences.Select(d => $"  {d}"))}");
    }
}

/// <summary>The answer of <c>verify -o json</c>.</summary>
internal sealed record Verification(bool Agrees, string PredictionsDigest, IReadOnlyList<string> Differences);
