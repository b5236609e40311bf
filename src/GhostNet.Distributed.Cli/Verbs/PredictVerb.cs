using System.CommandLine;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Runs;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet predict</c>: the classes of unlabelled images, on this machine.</summary>
internal static class PredictVerb
{
    public static Command Create(Terminal terminal)
    {
        var options = new BatchOptions();
        var command = new Command("predict", "Classify images without labels, on this machine. The same command again resumes.");
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var run = new BatchRun(options.Request(parsed, JobKind.Predict, labels: null), terminal);
            var (folder, report) = await run.RunAsync(cancellationToken);
            return await ReportOutput.ShowAsync(folder, report, parsed.GetValue(options.Output), terminal, cancellationToken);
        });
        return command;
    }
}
