using System.CommandLine;
using GhostNet.Distributed.Cli.Remote;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Runtime.Ledger;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet submit</c>: the question of <c>evaluate</c>, asked of a cluster.</summary>
internal static class SubmitVerb
{
    private const string Evaluate = "evaluate";
    private const string Predict = "predict";

    public static Command Create(Terminal terminal)
    {
        var question = new QuestionOptions();
        var labels = new Option<string?>("--labels") { Description = "Labels by file name ('name label' lines, CSV, or ILSVRC's ground truth); class folders when left out.", HelpName = "FILE" }.NotEmpty();
        var kind = new Option<string>("--kind") { Description = "Whether labels are compared, or images only classified.", HelpName = $"{Evaluate}|{Predict}", DefaultValueFactory = _ => Evaluate }.OneOf(Evaluate, Predict);
        var ledger = new Option<string>("--ledger") { Description = "The cluster's ledger (GhostNet:Ledger of its workers); model and manifest are put there.", HelpName = "DIR", Required = true }.NotEmpty();
        var id = IdOption();
        var wait = new Option<bool>("--wait") { Description = "Stay until the job is over, and show its report." };
        var timeout = Waiting.TimeoutOption();
        var output = OutputOption.Create();
        var cluster = new ClusterConnection();
        var command = new Command("submit", "Submit a job to a cluster and print its id. The same command again finds the same job.") { labels, kind, ledger, id, wait, timeout, output };
        question.AddTo(command);
        cluster.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = question.Request(parsed, parsed.GetValue(kind) == Predict ? JobKind.Predict : JobKind.Evaluate, parsed.GetValue(labels));
            var store = parsed.GetRequiredValue(ledger);
            GivenPaths.RequireBeside(request.Images, store, "--ledger");
            var prepared = await PreparedJob.PrepareAsync(request, parsed.GetValue(id), terminal, cancellationToken);

            // Before anything is published: a cluster that is not there needs no model.
            await using var connection = await cluster.ConnectAsync(parsed, cancellationToken);
            await prepared.PublishAsync(new JobLedgers(new FolderBlobStore(Path.GetFullPath(store))), cancellationToken);
            var job = await connection.Client.SubmitAsync(prepared.Spec, cancellationToken);
            if (parsed.GetValue(wait))
            {
                terminal.Say($"Job {job.Id}");
                return await Waiting.ForReportAsync(job, parsed.GetValue(timeout), parsed.GetValue(output), terminal, cancellationToken);
            }

            // The id alone, whatever -o says, so that a script may keep it: id=$(ghostnet submit …).
            terminal.Print(job.Id.Value);
            return ExitCode.Success;
        });
        return command;
    }

    private static Option<JobId?> IdOption() => new("--id")
    {
        Description = "The job's id; made from the question when left out, so that asking again finds the job.",
        HelpName = "ID",
        CustomParser = result =>
        {
            try
            {
                return JobId.Parse(result.Tokens[0].Value);
            }
            catch (FormatException e)
            {
                result.AddError($"--id: {e.Message}");
                return null;
            }
        },
    };
}
