using System.Globalization;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Ghost;

namespace GhostNet.Distributed.Models.Onnx;

/// <summary>The network as the PyTorch code writes it, operator by operator, in plain NCHW; batch normalisations are folded into their convolutions.</summary>
internal sealed class PlainNetwork(StateDictionary weights)
{
    private readonly GraphBuilder graph = new("ghostnet");

    public static Schema.GraphProto Write(GhostNetSpecification specification, StateDictionary weights) => new PlainNetwork(weights).Write(specification);

    private Schema.GraphProto Write(GhostNetSpecification specification)
    {
        var x = graph.Input(GhostNetOnnx.InputName, "N", "3", "H", "W");
        x = Convolve(x, specification.Stem);
        foreach (var bottleneck in specification.Bottlenecks)
        {
            x = Write(x, bottleneck);
        }

        x = Convolve(x, specification.Last);
        x = Convolve(graph.GlobalAverage("global_pool", x), specification.Head);
        var classifier = specification.Classifier;
        x = graph.Flatten("flatten", x);
        var (weight, bias) = (weights[classifier.Name + ".weight"], weights[classifier.Name + ".bias"]);
        graph.FullyConnect(GhostNetOnnx.OutputName, x, classifier, weight.Values.Span, bias.Values.Span);
        graph.Output(GhostNetOnnx.OutputName, "N", specification.Classes.ToString(CultureInfo.InvariantCulture));
        return graph.Graph;
    }

    private string Write(string input, Bottleneck bottleneck)
    {
        var x = Write(input, bottleneck.Ghost1);
        if (bottleneck.Depthwise is { } depthwise)
        {
            x = Convolve(x, depthwise);
        }

        if (bottleneck.SqueezeExcite is { } squeeze)
        {
            x = Write(x, squeeze);
        }

        x = Write(x, bottleneck.Ghost2);
        var around = bottleneck.Shortcut is { } shortcut ? Convolve(Convolve(input, shortcut.Depthwise), shortcut.Pointwise) : input;
        return graph.Sum(bottleneck.Name + ".add", x, around);
    }

    private string Write(string input, GhostModule module)
    {
        var primary = Convolve(input, module.Primary);
        var all = graph.ConcatenateChannels(module.Name + ".concat", primary, Convolve(primary, module.Cheap));
        return module.Concatenated == module.Output ? all : graph.TakeChannels(module.Name + ".slice", all, module.Output);
    }

    private string Write(string input, SqueezeExcite squeeze)
    {
        var x = Convolve(graph.GlobalAverage(squeeze.Name + ".pool", input), squeeze.Reduce);
        return graph.Multiply(squeeze.Name + ".scale", input, graph.HardSigmoid(Convolve(x, squeeze.Expand)));
    }

    private string Convolve(string input, Convolution convolution)
    {
        var x = graph.Convolve(input, convolution, FoldedConvolution.Of(convolution, weights));
        return convolution.Relu ? graph.Relu(x) : x;
    }
}
