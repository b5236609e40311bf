using System.CommandLine;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Preprocessing;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet crop</c>: the pixels that the model sees, as lossless PNG.</summary>
internal static class CropVerb
{
    public static Command Create(Terminal terminal)
    {
        var images = new Argument<string[]>("IMAGE") { Description = "Images of any format that is read.", Arity = ArgumentArity.OneOrMore }.NotEmpty();
        var target = new Option<string>("--out") { Description = "The folder to write to; made if it is not there.", HelpName = "DIR", Required = true }.NotEmpty();
        var recipe = new Option<string?>("--recipe") { Description = "Preprocessing as JSON; ImageNet's when left out.", HelpName = "FILE" }.NotEmpty();
        var command = new Command("crop", "Write the pixels that the model sees, as PNG.") { images, target, recipe };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var steps = await RecipeFile.ReadAsync(parsed.GetValue(recipe), cancellationToken) ?? Recipe.ImageNet;
            var sources = parsed.GetRequiredValue(images);
            var folder = Path.GetFullPath(parsed.GetRequiredValue(target));
            var targets = Targets(sources, folder);
            GivenPaths.MakeFolder(folder);
            using var preprocessor = new Preprocessor(steps);
            var pixels = new byte[preprocessor.CropLength];
            var failed = 0;
            foreach (var (source, path) in sources.Zip(targets))
            {
                // A file that is too large for an array would end the command before the other images had their turn.
                var length = new FileInfo(source).Length;
                var fault = length > DecodingLimits.Default.MaxImageBytes
                    ? new ImageFault(ImageFaultKind.TooLarge, $"{length} bytes; the limit is {DecodingLimits.Default.MaxImageBytes}")
                    : preprocessor.Crop(await File.ReadAllBytesAsync(source, cancellationToken), pixels);
                if (fault is not null)
                {
                    terminal.Say($"{source}: {fault}; no PNG was written.");
                    failed++;
                    continue;
                }

                var png = CroppedPng.Encode(pixels, steps.Crop);
                await RunFolder.WriteAsync(path, stream => stream.WriteAsync(png, cancellationToken).AsTask());
                terminal.Print(path);
            }

            return failed == 0 ? ExitCode.Success : ExitCode.Usage;
        });
        return command;
    }

    /// <summary>One PNG an image, named after it with its extension kept, so that x.jpg and x.png do not meet.</summary>
    private static string[] Targets(string[] sources, string folder)
    {
        foreach (var source in sources)
        {
            GivenPaths.RequireFile(source, "image");
        }

        var targets = sources.Select(source => Path.Combine(folder, Path.GetFileName(source) + ".png")).ToArray();
        return targets.GroupBy(t => t).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new CliException(ExitCode.Usage, $"Two of the images have the name {Path.GetFileName(twice.Key)[..^4]} and would become one PNG; give them in two calls with two --out folders. Nothing was written.")
            : targets;
    }
}
