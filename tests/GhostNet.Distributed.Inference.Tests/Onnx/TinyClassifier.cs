using GhostNet.Distributed.Models.Onnx.Schema;
using Google.Protobuf;

namespace GhostNet.Distributed.Inference.Tests.Onnx;

/// <summary>
/// Graphs of a few nodes whose outputs can be worked out by hand: score of class c = Weights[c] · (mean R, mean G, mean B of the input) + Biases[c]. Every oddity that real exports have is a property.
/// </summary>
internal sealed record TinyClassifier
{
    private const int Float = 1;
    private const int Uint8 = 2;

    public string Input { get; init; } = "image";

    public string Output { get; init; } = "scores";

    public bool IsUint8 { get; init; }

    public bool IsNhwc { get; init; }

    /// <summary>Null for a symbolic axis.</summary>
    public int? Batch { get; init; }

    /// <summary>Null for symbolic axes.</summary>
    public int? Size { get; init; } = 32;

    /// <summary>Overrides the width alone, for an input that is not square.</summary>
    public int? WidthInPixels { get; init; }

    public int Channels { get; init; } = 3;

    /// <summary>One row of three weights a class.</summary>
    public float[][] Weights { get; init; } = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0]];

    public float[]? Biases { get; init; }

    public bool EndsInSoftmax { get; init; }

    /// <summary>N×C×1×1 instead of N×C.</summary>
    public bool KeepsSpatialAxes { get; init; }

    /// <summary>Leaves the output's shape out of the graph.</summary>
    public bool HidesOutputShape { get; init; }

    /// <summary>A second input, added to nothing that matters.</summary>
    public bool HasSecondInput { get; init; }

    /// <summary>Adds the feature map as the first output, before the scores.</summary>
    public bool HasFeatureOutput { get; init; }

    /// <summary>Lets the graph fail at run time for any batch of this size (a Reshape that cannot be).</summary>
    public bool FailsUnlessBatchIsOne { get; init; }

    public int Classes => Weights.Length;

    public byte[] ToBytes()
    {
        var graph = new GraphProto { Name = "tiny" };
        graph.Input.Add(Tensor(Input, IsUint8 ? Uint8 : Float, IsNhwc ? [Batch, Size, WidthInPixels ?? Size, Channels] : [Batch, Channels, Size, WidthInPixels ?? Size]));
        var current = Input;
        if (HasSecondInput)
        {
            graph.Input.Add(Tensor("temperature", Float, [1]));
        }

        if (IsUint8)
        {
            current = Add(graph, "Cast", [current], ("to", Float));
        }

        if (IsNhwc)
        {
            current = Add(graph, "Transpose", [current], ("perm", new long[] { 0, 3, 1, 2 }));
        }

        if (FailsUnlessBatchIsOne)
        {
            graph.Initializer.Add(new TensorProto { Name = "one_image", DataType = 7, Dims = { 4 }, Int64Data = { 1, Channels, Size!.Value, Size!.Value } });
            current = Add(graph, "Reshape", [current, "one_image"]);
        }

        current = Add(graph, "GlobalAveragePool", [current]);
        var features = current;
        AddInitializer(graph, "weights", Weights.SelectMany(w => w), KeepsSpatialAxes ? [Classes, Channels, 1, 1] : [Classes, Channels]);
        AddInitializer(graph, "biases", Biases ?? new float[Classes], [Classes]);
        if (KeepsSpatialAxes)
        {
            current = Add(graph, "Conv", [current, "weights", "biases"]);
        }
        else
        {
            current = Add(graph, "Flatten", [current]);
            current = Add(graph, "Gemm", [current, "weights", "biases"], ("transB", 1));
        }

        if (HasSecondInput)
        {
            current = Add(graph, "Mul", [current, "temperature"]);
        }

        if (EndsInSoftmax)
        {
            current = Add(graph, "Softmax", [current], ("axis", 1));
        }

        graph.Node.Add(new NodeProto { OpType = "Identity", Name = "last", Input = { current }, Output = { Output } });
        if (HasFeatureOutput)
        {
            graph.Node.Add(new NodeProto { OpType = "Identity", Name = "features", Input = { features }, Output = { "features" } });
            graph.Output.Add(Tensor("features", Float, [Batch, Channels, 1, 1]));
        }

        graph.Output.Add(HidesOutputShape ? Untold(Output) : Tensor(Output, Float, KeepsSpatialAxes ? [Batch, Classes, 1, 1] : [Batch, Classes]));
        return new ModelProto { IrVersion = 8, ProducerName = "tests", Graph = graph, OpsetImport = { new OperatorSetIdProto { Domain = "", Version = 13 } } }.ToByteArray();
    }

    private static string Add(GraphProto graph, string op, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = $"{op}{graph.Node.Count}", Input = { inputs }, Output = { $"t{graph.Node.Count}" } };
        foreach (var (name, value) in attributes)
        {
            node.Attribute.Add(value is long[] many
                ? new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { many } }
                : new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = (int)value });
        }

        graph.Node.Add(node);
        return node.Output[0];
    }

    private static void AddInitializer(GraphProto graph, string name, IEnumerable<float> values, long[] dims) =>
        graph.Initializer.Add(new TensorProto { Name = name, DataType = Float, Dims = { dims }, FloatData = { values } });

    private static ValueInfoProto Untold(string name) => new() { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = Float } } };

    private static ValueInfoProto Tensor(string name, int element, int?[] dims)
    {
        var shape = new TensorShapeProto();
        for (var axis = 0; axis < dims.Length; axis++)
        {
            shape.Dim.Add(dims[axis] is { } length
                ? new TensorShapeProto.Types.Dimension { DimValue = length }
                : new TensorShapeProto.Types.Dimension { DimParam = axis == 0 ? "N" : $"S{axis}" });
        }

        return new() { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = element, Shape = shape } } };
    }
}
