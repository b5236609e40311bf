using System.Globalization;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Onnx;
using GhostNet.Distributed.Models.Onnx.Schema;

namespace GhostNet.Distributed.Benchmarks.Graph;

/// <summary>
/// The graph that PyTorch's exporter makes of the official code: normalisations folded, every Ghost module cut to its channels by a Slice even where nothing is cut off, the gate as Add, Clip,
/// Div. It is what the others are measured against.
/// </summary>
internal sealed class StockNetwork(StateDictionary weights)
{
    private readonly GraphBuilder graph = new("ghostnet");

    public static byte[] Write(GhostNetSpecification specification, StateDictionary weights) =>
        GhostNetOnnx.Write(specification, new StockNetwork(weights).Write(specification), "stock");

    private GraphProto Write(GhostNetSpecification specification)
    {
        var x = Convolve(graph.Input(GhostNetOnnx.InputName, "N", "3", "H", "W"), specification.Stem);
        foreach (var bottleneck in specification.Bottlenecks)
        {
            x = Write(x, bottleneck);
        }

        x = Convolve(graph.GlobalAverage("global_pool", Convolve(x, specification.Last)), specification.Head);
        var classifier = specification.Classifier;
        var (weight, bias) = (weights[classifier.Name + ".weight"], weights[classifier.Name + ".bias"]);
        graph.FullyConnect(GhostNetOnnx.OutputName, graph.Flatten("flatten", x), classifier, weight.Values.Span, bias.Values.Span);
        graph.Output(GhostNetOnnx.OutputName, "N", specification.Classes.ToString(CultureInfo.InvariantCulture));
        return graph.Graph;
    }

    private string Write(string input, Bottleneck bottleneck)
    {
        var x = Write(input, bottleneck.Ghost1);
        x = bottleneck.Depthwise is { } depthwise ? Convolve(x, depthwise) : x;
        if (bottleneck.SqueezeExcite is { } squeeze)
        {
            var gate = Convolve(Convolve(graph.GlobalAverage(squeeze.Name + ".pool", x), squeeze.Reduce), squeeze.Expand);
            x = graph.Multiply(squeeze.Name + ".scale", x, Gate(gate));
        }

        x = Write(x, bottleneck.Ghost2);
        return graph.Sum(bottleneck.Name + ".add", x, bottleneck.Shortcut is { } shortcut ? Convolve(Convolve(input, shortcut.Depthwise), shortcut.Pointwise) : input);
    }

    private string Write(string input, GhostModule module)
    {
        var primary = Convolve(input, module.Primary);
        return graph.TakeChannels(module.Name + ".slice", graph.ConcatenateChannels(module.Name + ".concat", primary, Convolve(primary, module.Cheap)), module.Output);
    }

    /// <summary>relu6(x + 3) / 6, as it was traced.</summary>
    private string Gate(string x)
    {
        var sum = graph.Sum(x + "/plus3", x, graph.Scalar(x + "/three", 3));
        return graph.Divide(x + "/gate", graph.Clip(x + "/relu6", sum, graph.Scalar(x + "/zero", 0), graph.Scalar(x + "/most", 6)), graph.Scalar(x + "/six", 6));
    }

    private string Convolve(string input, Convolution convolution)
    {
        var x = graph.Convolve(input, convolution, FoldedConvolution.Of(convolution, weights));
        return convolution.Relu ? graph.Relu(x) : x;
    }
}
