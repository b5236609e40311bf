using System.CommandLine;
using System.Text.Json;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Remote;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Reporting;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet compare A B</c>: whether two runs say the same, and where not.</summary>
internal static class CompareVerb
{
    private const string Form = "the --out folder of a run, a report.json, a predictions.jsonl, or a job of the cluster by its id";

    public static Command Create(Terminal terminal)
    {
        var a = new Argument<string>("A") { Description = $"The first run: {Form}." }.NotEmpty();
        var b = new Argument<string>("B") { Description = $"The second run: {Form}." }.NotEmpty();
        var output = OutputOption.Create();
        var cluster = new ClusterConnection();
        var command = new Command(
            "compare",
            "Compare two runs: accuracy, the samples that differ, and McNemar's exact test on those that both have. " +
            "Exit code 0 when the predictions are the same, 1 when they differ, 2 when what is given is not usable, 4 when it is not there. For example: ghostnet compare ghostnet-runs/x64 ghostnet-runs/arm64")
        {
            a, b, output,
        };
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] given = [parsed.GetRequiredValue(a), parsed.GetRequiredValue(b)];
            var remote = cluster.Choice.IsGiven(parsed) || cluster.Choice.Find(parsed) is not null;
            await using var connection = remote && given.Any(IsJob) ? await cluster.ConnectAsync(parsed, cancellationToken) : null;
            var first = await OpenAsync(given[0], connection, cancellationToken);
            var second = await OpenAsync(given[1], connection, cancellationToken);
            return await CompareAsync(first, second, parsed.GetValue(output), terminal, cancellationToken);
        });
        return command;
    }

    // What is there as a path is meant, so that a folder can be compared with a job in one command.
    private static bool IsJob(string given) => !Path.Exists(given) && JobId.TryParse(given, out _);

    private static Task<ComparedRun> OpenAsync(string given, RemoteCluster? connection, CancellationToken cancellationToken) => (IsJob(given), connection) switch
    {
        (false, _) => GivenRun.OpenAsync(given, cancellationToken),
        (_, { } cluster) => GivenRun.OfJobAsync(cluster.Client.GetJob(JobId.Parse(given)), cancellationToken),
        _ => throw new CliException(ExitCode.NotFound, $"There is no run, report or predictions {Path.GetFullPath(given)}. If {given} is a job, name its cluster with --cluster."),
    };

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
