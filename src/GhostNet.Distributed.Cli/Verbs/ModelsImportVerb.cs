using System.CommandLine;
using System.Globalization;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Datasets.Classes;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Import;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet models import</c>: a PyTorch or safetensors checkpoint becomes an <c>.onnx</c> with its card.</summary>
internal static class ModelsImportVerb
{
    public static Command Create(Terminal terminal)
    {
        var checkpoint = new Argument<string>("CHECKPOINT") { Description = "A .pth (any age, trainer files too) or .safetensors file." }.NotEmpty();
        var architecture = new ArchitectureOptions();
        var classList = new Option<string?>("--class-list") { Description = "The names of the classes for the card, a line each in output order.", HelpName = "FILE" }.NotEmpty();
        var target = new Option<string>("--out") { Description = "The .onnx file to write; its card and the same network laid out for AVX-512 and AVX2 go beside it.", HelpName = "FILE.onnx", Required = true }.NotEmpty();
        var command = new Command("import", "Turn a checkpoint into an .onnx with its card, without Python.") { checkpoint, target, classList };
        architecture.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = parsed.GetRequiredValue(checkpoint);
            var path = Path.GetFullPath(parsed.GetRequiredValue(target));
            GivenPaths.RequireFile(source, "checkpoint");
            GivenPaths.RequireTarget(path, source, parsed.GetValue(classList));
            var read = Checkpoint.Read(source);
            var specification = architecture.Specification(parsed, GhostNetSpecification.InferFrom(read.Weights));
            var labels = await ReadClassesAsync(parsed.GetValue(classList), cancellationToken);
            if (labels is not null && labels.Count != specification.Classes)
            {
                throw new CliException(ExitCode.Usage, $"The class list {parsed.GetValue(classList)} has {labels.Count} classes and the network {specification.Classes}; nothing was written.");
            }

            var import = ModelImport.Of(read, specification, SafeName.From(Path.GetFileNameWithoutExtension(path))) with
            {
                InputSize = parsed.GetValue(architecture.InputSize),
                Labels = labels is null ? [] : [.. labels.Classes.Select(c => new ClassLabel(c.Id, c.Name))],
            };
            var written = import.WriteTo(path);
            var network = written.Card.Architecture!;
            terminal.Print(string.Create(
                CultureInfo.InvariantCulture,
                $"{written.ModelPath}: GhostNet {network.Width}×, s = {network.Ratio}, d = {network.CheapKernel}, {network.Classes} classes; {network.Parameters:N0} parameters, {network.MultiplyAdds:N0} multiply-adds at {network.InputSize} pixels."));
            terminal.Print($"{written.CardPath}: recipe {written.Card.Recipe.ToJson()}, weights from {written.Card.Weights!.File} ({written.Card.Weights.Format}).");
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task<ClassList?> ReadClassesAsync(string? path, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return null;
        }

        GivenPaths.RequireFile(path, "class list");
        return await ClassList.ReadAsync(path, cancellationToken);
    }
}
