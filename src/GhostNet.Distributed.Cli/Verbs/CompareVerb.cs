using System.CommandLine;
using System.Text.Json;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Reporting;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet compare A B</c>: whether two runs say the same, and where not.</summary>
internal static class CompareVerb
{
    private const string Form = "the --out folder of a run, a report.json, or a predictions.jsonl";

    public static Command Create(Terminal terminal)
    {
        var a = new Argument<string>("A") { Description = $"The first run: {Form}." }.NotEmpty();
        var b = new Argument<string>("B") { Description = $"The second run: {Form}." }.NotEmpty();
        var output = OutputOption.Create();
        var command = new Command(
            "compare",
            "Compare two runs: accuracy, the samples that differ, and McNemar's exact test on those that both have. " +
            "Exit code 0 when the predictions are the same, 1 when they differ, 2 when a file is not usable, 4 when there is none. For example: ghostnet compare ghostnet-runs/x64 ghostnet-runs/arm64")
        {
            a, b, output,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            // A run may come from elsewhere than a path (a job of a cluster): all that is compared is a ComparedRun.
            var (first, second) = (await GivenRun.OpenAsync(parsed.GetRequiredValue(a), cancellationToken), await GivenRun.OpenAsync(parsed.GetRequiredValue(b), cancellationToken));
            return await CompareAsync(first, second, parsed.GetValue(output), terminal, cancellationToken);
        });
        return command;
    }

    /// <summary>Compares, shows, and returns the exit code.</summary>
    public static async Task<int> CompareAsync(ComparedRun a, ComparedRun b, OutputFormat output, Terminal terminal, CancellationToken cancellationToken)
    {
        RunComparison comparison;
        try
        {
            comparison = await RunComparer.CompareAsync(a, b, cancellationToken);
        }
        catch (JsonException e)
        {
            throw new CliException(ExitCode.Usage, e.Message, e);
        }

        if (output == OutputFormat.Json)
        {
            terminal.Print(JsonSerializer.Serialize(comparison, AnswerJson.Format.RunComparison));
        }
        else
        {
            ComparisonTable.Write(comparison, ClassLabels.Of((a.Report ?? b.Report)?.Model.Card), terminal.Answer);
        }

        return comparison.Same ? ExitCode.Success : ExitCode.Failed;
    }
}
