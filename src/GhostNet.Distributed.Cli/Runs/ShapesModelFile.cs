using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Import;
using GhostNet.Distributed.Shapes;

namespace GhostNet.Distributed.Cli.Runs;

/// <summary>The model of the sample, made of the weights that come with the program, the same way as any import.</summary>
internal static class ShapesModelFile
{
    /// <summary>Writes weights, graph and card into a folder, and returns the path of the graph.</summary>
    public static string Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var weights = Path.Combine(folder, ShapesModel.Name + ".safetensors");
        using (var source = ShapesModel.OpenWeights())
        using (var target = File.Create(weights))
        {
            source.CopyTo(target);
        }

        var specification = GhostNetSpecification.Create(ShapesModel.Width, ShapesModel.Ratio, ShapesModel.CheapKernel, ShapesModel.Classes);
        var import = ModelImport.Of(Checkpoint.Read(weights), specification, ShapesModel.Name) with
        {
            InputSize = ShapesModel.InputSize,
            Labels = [.. ShapeClass.All.Select(c => new ClassLabel(c.Id, c.Words))],
        };
        return import.WriteTo(Path.Combine(folder, ShapesModel.Name + ".onnx")).ModelPath;
    }
}
