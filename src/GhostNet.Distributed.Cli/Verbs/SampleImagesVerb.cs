using System.CommandLine;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Shapes;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet sample images</c>: writes one split of the Shapes dataset, for training or for a look.</summary>
internal static class SampleImagesVerb
{
    private static readonly Dictionary<string, ShapesDataset> Splits = new() { ["validation"] = ShapesDataset.Validation, ["training"] = ShapesDataset.Training };

    public static Command Create(Terminal terminal)
    {
        var split = new Option<string>("--split") { Description = "Which images.", HelpName = string.Join('|', Splits.Keys), DefaultValueFactory = _ => "validation" }.OneOf([.. Splits.Keys]);
        var count = new Option<int?>("--count") { Description = "How many, the first ones; all when left out.", HelpName = "N" }.InRange(1, ShapesDataset.Training.Count);
        var target = new Option<string>("--out") { Description = "The folder to write to.", HelpName = "DIR", Required = true }.NotEmpty();
        var command = new Command("images", "Write the images of the sample dataset only.") { split, count, target };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var dataset = Splits[parsed.GetRequiredValue(split)];
            if (parsed.GetValue(count) is { } few)
            {
                dataset = few <= dataset.Count ? dataset.Take(few) : throw new CliException(ExitCode.Usage, $"--count is {few}; the {parsed.GetValue(split)} split has {dataset.Count} images.");
            }

            GivenPaths.MakeFolder(parsed.GetRequiredValue(target));
            var written = await DrawnImages.WriteAsync(dataset, parsed.GetRequiredValue(target), terminal, cancellationToken);
            terminal.Print($"{written.Images} images, {written.Bytes} bytes, SHA-256 {written.Digest}: {written.Path}");
            return ExitCode.Success;
        });
        return command;
    }
}
