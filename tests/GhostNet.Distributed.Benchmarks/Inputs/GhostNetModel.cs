using GhostNet.Distributed.Benchmarks.Measuring;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Import;

namespace GhostNet.Distributed.Benchmarks.Inputs;

/// <summary>GhostNet with 1,000 classes and made-up weights: how long a network takes does not depend on what it has learnt.</summary>
/// <param name="Name">Its name, which its threads carry.</param>
/// <param name="Path">The plain graph, with its card beside it.</param>
/// <param name="Checkpoint">Its weights as safetensors, under the names of the official checkpoints.</param>
/// <param name="Variants">The other graphs of its folder: the same function, laid out for some processors.</param>
/// <param name="Description">What a table says of it.</param>
internal sealed record GhostNetModel(string Name, string Path, string Checkpoint, IReadOnlyList<string> Variants, string Description)
{
    /// <summary>Makes the model in a folder of its own.</summary>
    /// <param name="parent">Where that is made.</param>
    /// <param name="width">The width multiplier.</param>
    /// <param name="classList">Names of the classes; none when null.</param>
    public static async Task<GhostNetModel> MakeAsync(string parent, double width, string? classList)
    {
        var specification = GhostNetSpecification.Create(width);
        var into = Directory.CreateDirectory(System.IO.Path.Combine(parent, Conditions.Line($"model-{width}"))).FullName;
        var path = System.IO.Path.Combine(into, "ghostnet.onnx");
        var classes = classList is null ? null : await Datasets.Classes.ClassList.ReadAsync(classList);
        var weights = RandomWeights.For(specification, seed: 1);
        var checkpoint = System.IO.Path.ChangeExtension(path, ".safetensors");
        await SafeTensorsFile.WriteAsync(checkpoint, weights);
        var written = new ModelImport
        {
            Specification = specification,
            Weights = weights,
            Name = Conditions.Line($"ghostnet-{width}"),
            Labels = classes is null ? [] : [.. classes.Classes.Select(c => new ClassLabel(c.Id, c.Name))],
        }.WriteTo(path);
        var network = written.Card.Architecture!;
        string[] variants = [.. Directory.EnumerateFiles(into, "*.onnx", SearchOption.AllDirectories).Where(file => file != path).Order(StringComparer.Ordinal)];
        return new GhostNetModel(written.Card.Name, path, checkpoint, variants, Conditions.Line(
            $"model: GhostNet {width}×, 1,000 classes, random weights, {network.MultiplyAdds / 1e6:F0} M multiply-adds; {(variants.Length == 0 ? "the plain graph only" : $"plain and {variants.Length} variants")}; 224×224 after 256, batch 4"));
    }
}
