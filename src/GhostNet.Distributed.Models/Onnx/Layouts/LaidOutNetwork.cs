using System.Collections.Immutable;
using System.Globalization;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Ghost;

namespace GhostNet.Distributed.Models.Onnx.Layouts;

/// <summary>
/// The network with its channels laid out by the rules of a target: every feature map is a few tensors that no Concat joins (but for a few short ones), a 1×1 convolution is one for each of them, added up (the runtime
/// fuses the addition), and everything else is done to each.
/// </summary>
internal sealed class LaidOutNetwork(StateDictionary weights, BlockRules rules)
{
    private readonly GraphBuilder graph = new("ghostnet");

    /// <summary>The graph for images of <paramref name="inputSize"/> pixels: the gates of squeeze and excitation need to know how large their maps are.</summary>
    public static Schema.GraphProto Write(GhostNetSpecification specification, StateDictionary weights, BlockRules rules, int inputSize) =>
        new LaidOutNetwork(weights, rules).Write(specification, inputSize);

    private Schema.GraphProto Write(GhostNetSpecification specification, int inputSize)
    {
        var side = inputSize.ToString(CultureInfo.InvariantCulture);
        var image = new FeatureMap(inputSize, [new(graph.Input(GhostNetOnnx.InputName, "N", "3", side, side), ChannelSlots.Of(3))]);
        var x = Convolve(image, specification.Stem, StemParts(specification));
        foreach (var bottleneck in specification.Bottlenecks)
        {
            x = Write(x, bottleneck);
        }

        x = Convolve(x, specification.Last, [Padded(specification.Last)]);
        x = Average("global_pool", x);
        x = Convolve(x, specification.Head, [ChannelSlots.Of(specification.Head.Output)]);
        var classifier = specification.Classifier;
        var (weight, bias) = (weights[classifier.Name + ".weight"], weights[classifier.Name + ".bias"]);
        graph.FullyConnect(GhostNetOnnx.OutputName, graph.Flatten("flatten", x.Parts[0].Value), classifier, weight.Values.Span, bias.Values.Span);
        graph.Output(GhostNetOnnx.OutputName, "N", specification.Classes.ToString(CultureInfo.InvariantCulture));
        return graph.Graph;
    }

    /// <summary>Where the first bottleneck adds its input to its output, both must lie the same way.</summary>
    private ImmutableArray<ChannelSlots> StemParts(GhostNetSpecification specification) =>
        specification.Bottlenecks[0].Shortcut is null ? PartsOf(specification.Bottlenecks[0].Ghost2) : [Padded(specification.Stem)];

    private FeatureMap Write(FeatureMap input, Bottleneck bottleneck)
    {
        var x = Write(input, bottleneck.Ghost1);
        if (bottleneck.Depthwise is { } depthwise)
        {
            x = Depthwise(x, depthwise);
        }

        if (bottleneck.SqueezeExcite is { } squeeze)
        {
            x = Gate(x, squeeze);
        }

        x = Write(x, bottleneck.Ghost2);
        var around = bottleneck.Shortcut is { } shortcut ? Convolve(Depthwise(input, shortcut.Depthwise), shortcut.Pointwise, PartsOf(bottleneck.Ghost2)) : input;
        return new(x.Size, [.. x.Parts.Zip(around.Parts, (left, right) => left with { Value = graph.Sum($"{left.Value}/add", left.Value, right.Value) })]);
    }

    private FeatureMap Write(FeatureMap input, GhostModule module)
    {
        var sources = GhostLayout.Of(module, rules);
        var primaries = Convolve(input, module.Primary, [.. sources.Select(source => source.Primaries)]);
        var all = FoldedConvolution.Of(module.Cheap, weights).AfterIdentity(module.Primary.Output);
        var parts = ImmutableArray.CreateBuilder<FeaturePart>();
        foreach (var (source, primary) in sources.Zip(primaries.Parts))
        {
            if (source.IsPart)
            {
                parts.Add(primary);
            }

            foreach (var slots in source.Derived)
            {
                parts.Add(new(Depthwise($"{module.Cheap.Name}{Suffix(parts.Count)}", primary.Value, module.Cheap, all, slots), slots));
            }
        }

        var map = new FeatureMap(input.Size, parts.ToImmutable());
        return rules.Join == JoinRule.Always ? Join(map, module.Name) : map;
    }

    /// <summary>Squeeze and excitation.</summary>
    private FeatureMap Gate(FeatureMap input, SqueezeExcite squeeze)
    {
        var x = Convolve(Average(squeeze.Name + ".pool", input), squeeze.Reduce, [Padded(squeeze.Reduce)]);
        x = Convolve(x, squeeze.Expand, [.. input.Parts.Select(part => part.Slots)]);
        var i = 0;
        return input.Select(input.Size, part =>
        {
            var gate = graph.HardSigmoid(x.Parts[i].Value);
            if (rules.GatesInBlocks)
            {
                gate = graph.Enlarge(gate, part.Slots.Count, input.Size);
            }

            return graph.Multiply($"{squeeze.Name}.scale{Suffix(i++)}", part.Value, gate);
        });
    }

    private FeatureMap Average(string name, FeatureMap input)
    {
        var i = 0;
        return input.Select(1, part => graph.GlobalAverage($"{name}{Suffix(i++)}", part.Value));
    }

    /// <summary>A convolution over all channels: one for each part that goes in and each that comes out.</summary>
    private FeatureMap Convolve(FeatureMap input, Convolution convolution, ImmutableArray<ChannelSlots> to)
    {
        var folded = FoldedConvolution.Of(convolution, weights);
        var from = JoinsBefore(input, to.Sum(slots => slots.Count)) ? Join(input, convolution.Name) : input;
        return new(convolution.OutputSize(input.Size), [.. to.Select((slots, o) => new FeaturePart(Convolve($"{convolution.Name}{Suffix(o)}", from, convolution, folded, slots), slots))]);
    }

    private string Convolve(string name, FeatureMap input, Convolution convolution, FoldedConvolution folded, ChannelSlots to)
    {
        string? sum = null;
        foreach (var (part, i) in input.Parts.Select((part, i) => (part, i)))
        {
            var laidOut = folded.Between(part.Slots, to);

            // The bias once.
            var term = graph.Convolve(name + (i == 0 ? "" : $"/{i}"), part.Value, convolution, i == 0 ? laidOut : laidOut with { Bias = [] }, to.Count, groups: 1);
            sum = sum is null ? term : graph.Sum($"{name}/sum{i}", term, sum);
        }

        return convolution.Relu ? graph.Relu(sum!) : sum!;
    }

    private FeatureMap Depthwise(FeatureMap input, Convolution convolution)
    {
        var folded = FoldedConvolution.Of(convolution, weights);
        var i = 0;
        return input.Select(convolution.OutputSize(input.Size), part => Depthwise($"{convolution.Name}{Suffix(i++)}", part.Value, convolution, folded, part.Slots));
    }

    private string Depthwise(string name, string input, Convolution convolution, FoldedConvolution folded, ChannelSlots slots)
    {
        var x = graph.Convolve(name, input, convolution, folded.Depthwise(slots), slots.Count, groups: slots.Count);
        return convolution.Relu ? graph.Relu(x) : x;
    }

    private bool JoinsBefore(FeatureMap input, int outputs) => input.Size == 1 || (rules.Join == JoinRule.BeforeExpanding && outputs > 2 * input.Slots);

    private FeatureMap Join(FeatureMap map, string name) => map.Parts.Length == 1
        ? map
        : new(map.Size, [new(graph.ConcatenateChannels($"{name}/join", [.. map.Parts.Select(part => part.Value)]), ChannelSlots.Pack(map.Parts.Select(part => part.Slots)))]);

    private ImmutableArray<ChannelSlots> PartsOf(GhostModule module)
    {
        var parts = GhostLayout.Parts(module, rules);
        return rules.Join == JoinRule.Always ? [ChannelSlots.Pack(parts)] : parts;
    }

    private ChannelSlots Padded(Convolution convolution) => ChannelSlots.Of(convolution.Output).Pad(rules.Block);

    private static string Suffix(int part) => part == 0 ? "" : $".{part}";
}
