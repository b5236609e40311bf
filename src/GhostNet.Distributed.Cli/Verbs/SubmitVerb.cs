using System.CommandLine;
using GhostNet.Distributed.Cli.Profiles;
using GhostNet.Distributed.Cli.Remote;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Cli.Stores;
using GhostNet.Distributed.Runtime.Ledger;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet submit</c>: the question of <c>evaluate</c>, asked of a cluster.</summary>
internal static class SubmitVerb
{
    private const string Evaluate = "evaluate";
    private const string Predict = "predict";

    public static Command Create(Terminal terminal)
    {
        var question = new QuestionOptions(imagesRequired: false);
        var labels = new Option<string?>("--labels") { Description = "Labels by file name ('name label' lines, CSV, or ILSVRC's ground truth); class folders, or the shards' own, when left out.", HelpName = "FILE" }.NotEmpty();
        var dataset = new DatasetOptions();
        var kind = new Option<string>("--kind") { Description = "Whether labels are compared, or images only classified.", HelpName = $"{Evaluate}|{Predict}", DefaultValueFactory = _ => Evaluate }.OneOf(Evaluate, Predict);
        var priority = new Option<int>("--priority") { Description = "Jobs of a higher one are given work first, -100 to 100.", HelpName = "N", DefaultValueFactory = _ => 0 }.InRange(-100, 100);
        var selector = new Option<NodeSelector?>("--selector") { Description = "Labels that a node must have to work on the job, such as arch=arm64,pool=edge; any node when left out.", HelpName = "K=V[,K=V]" }.Parsed(NodeSelector.Parse);
        var canary = new Option<int>("--canary") { Description = "Images, spread over the dataset, that every architecture of the cluster classifies, to see whether they agree.", HelpName = "N", DefaultValueFactory = _ => 0 }.InRange(0, JobPlan.MaxShardSize);
        var id = IdOption();
        var wait = new Option<bool>("--wait") { Description = "Stay until the job is over, and show its report." };
        var timeout = Waiting.TimeoutOption();
        var output = OutputOption.Create();
        var cluster = new ClusterConnection();
        var ledger = new LedgerOption(cluster.Choice);
        var command = new Command(
            "submit",
            "Submit a job to a cluster and print its id. The same command again finds the same job. Example: ghostnet submit --cluster prod --model m.onnx --images azure:data/val --wait")
        {
            labels,
        };
        dataset.AddTo(command);
        foreach (Option option in new Option[] { kind, priority, selector, canary, id, wait, timeout, output })
        {
            command.Options.Add(option);
        }

        question.AddTo(command);
        ledger.AddTo(command);
        cluster.AddTo(command);
        command.Validators.Add(result => dataset.RequireImages(result, question));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = question.Request(parsed, parsed.GetValue(kind) == Predict ? JobKind.Predict : JobKind.Evaluate, parsed.GetValue(labels)) with
            {
                Dataset = parsed.GetValue(dataset.Known),
                DatasetName = parsed.GetValue(dataset.Name),
                Priority = parsed.GetValue(priority),
                Selector = parsed.GetValue(selector),
                Canary = parsed.GetValue(canary),
            };
            var location = ledger.Require(parsed);
            if (request.Images is { } images)
            {
                GivenStore.RequireBeside(images, location, "--ledger");
            }

            var store = GivenStore.Open(location);
            using var prepared = await PreparedJob.PrepareAsync(request, parsed.GetValue(id), store, terminal, cancellationToken);

            // Before anything is published: a cluster that is not there needs no model.
            await using var connection = await cluster.ConnectAsync(parsed, cancellationToken);
            await prepared.PublishAsync(new JobLedgers(store), onlyTarget: null, cancellationToken);
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
