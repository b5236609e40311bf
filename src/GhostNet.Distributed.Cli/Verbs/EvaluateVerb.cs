using System.CommandLine;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Runs;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet evaluate</c>: top-1 of a model on labelled images, on this machine.</summary>
internal static class EvaluateVerb
{
    public static Command Create(Terminal terminal)
    {
        var options = new BatchOptions();
        var labels = new Option<string?>("--labels") { Description = "Labels by file name ('name label' lines, CSV, or ILSVRC's ground truth); class folders when left out.", HelpName = "FILE" }.NotEmpty();
        var command = new Command("evaluate", "Evaluate a model on labelled images, on this machine. The same command again resumes.") { labels };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var run = new BatchRun(options.Request(parsed, JobKind.Evaluate, parsed.GetValue(labels)), terminal);
            var (folder, report) = await run.RunAsync(cancellationToken);
            return await ReportOutput.ShowAsync(folder, report, parsed.GetValue(options.Output), terminal, cancellationToken);
        });
        return command;
    }
}
