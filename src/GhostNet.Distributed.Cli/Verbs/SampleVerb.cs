using System.CommandLine;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Shapes;

namespace GhostNet.Distributed.Cli.Verbs;

/// <summary><c>ghostnet sample</c>: the first run. Draws a dataset, makes a model of the weights that come along, evaluates it and shows the report.</summary>
internal static class SampleVerb
{
    public static Command Create(Terminal terminal)
    {
        var target = new Option<string>("--out") { Description = "The folder for images, model, report and ledger.", HelpName = "DIR", DefaultValueFactory = _ => "ghostnet-sample" }.NotEmpty();
        var output = OutputOption.Create();
        var command = new Command("sample", "The first run: draw 1,000 images, evaluate a GhostNet on them, show the report.") { target, output, SampleImagesVerb.Create(terminal), SampleModelVerb.Create(terminal) };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = Path.GetFullPath(parsed.GetRequiredValue(target));
            GivenPaths.MakeFolder(folder);
            var images = await DrawnImages.WriteAsync(ShapesDataset.Validation, Path.Combine(folder, ShapesDataset.Validation.Name), terminal, cancellationToken);
            var model = ShapesModelFile.Write(Path.Combine(folder, "model"));
            var request = new BatchRunRequest
            {
                Kind = JobKind.Evaluate,
                Model = model,
                Images = images.Path,
                Out = Path.Combine(folder, "run"),
                OtherFiles = [images.ClassList, Path.Combine(images.Path, ShapesDataset.MarkerName)],
            };
            var (run, report) = await new BatchRun(request, terminal).RunAsync(cancellationToken);
            return await ReportOutput.ShowAsync(run, report, parsed.GetValue(output), terminal, cancellationToken);
        });
        return command;
    }
}
