using System.CommandLine;
using GhostNet.Distributed.Cli.Runs;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet sample model</c>: writes the sample's model, for a job on the sample's images.</summary>
internal static class SampleModelVerb
{
    public static Command Create(Terminal terminal)
    {
        var target = new Option<string>("--out") { Description = "The folder to write to.", HelpName = "DIR", Required = true }.NotEmpty();
        var command = new Command("model", "Write the sample's model only: weights, graph and card.") { target };
        command.SetAction(parsed =>
        {
            var folder = Path.GetFullPath(parsed.GetRequiredValue(target));
            GivenPaths.MakeFolder(folder);
            terminal.Print(ShapesModelFile.Write(folder));
            return ExitCode.Success;
        });
        return command;
    }
}
