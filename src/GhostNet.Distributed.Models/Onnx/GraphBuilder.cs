using System.Buffers.Binary;
using GhostNet.Distributed.Models.Onnx.Schema;
using Google.Protobuf;

namespace GhostNet.Distributed.Models.Onnx;

/// <summary>
/// Adds nodes and initializers to an ONNX graph. Every operation names its node and its result after the layer and returns the result's name, so that a
/// network reads as <c>x = graph.Relu(graph.Convolve(x, …))</c>.
/// </summary>
internal sealed class GraphBuilder(string name)
{
    private readonly GraphProto graph = new() { Name = name };

    public GraphProto Graph => graph;

    /// <summary>Declares a float input; a dimension is a number or the name of an unknown one.</summary>
    public string Input(string value, params string[] dimensions)
    {
        graph.Input.Add(Declare(value, dimensions));
        return value;
    }

    /// <summary>Declares a float output, which a node must have been named after.</summary>
    public void Output(string value, params string[] dimensions) => graph.Output.Add(Declare(value, dimensions));

    /// <summary>A convolution with "same" padding, its weight and its bias.</summary>
    public string Convolve(string input, Ghost.Convolution convolution, FoldedConvolution folded) =>
        Convolve(convolution.Name, input, convolution, folded, convolution.Output, convolution.Groups);

    /// <summary>A convolution with the geometry of <paramref name="convolution"/> and channels of its own; without a bias when that is empty.</summary>
    public string Convolve(string name, string input, Ghost.Convolution convolution, FoldedConvolution folded, int outputs, int groups)
    {
        var weight = Initializer(name + ".weight", folded.Weight, outputs, folded.Inputs, convolution.Kernel, convolution.Kernel);
        string[] inputs = folded.Bias.Length == 0 ? [input, weight] : [input, weight, Initializer(name + ".bias", folded.Bias, outputs)];
        return Add(
            "Conv",
            name,
            inputs,
            Integers("dilations", 1, 1),
            Integer("group", groups),
            Integers("kernel_shape", convolution.Kernel, convolution.Kernel),
            Integers("pads", convolution.Padding, convolution.Padding, convolution.Padding, convolution.Padding),
            Integers("strides", convolution.Stride, convolution.Stride));
    }

    public string Relu(string input) => Add("Relu", input + "/relu", [input]);

    /// <summary>relu6(x + 3) / 6 = max(0, min(1, x / 6 + 1/2)), in one operator.</summary>
    public string HardSigmoid(string input) => Add("HardSigmoid", input + "/gate", [input], Float("alpha", 1f / 6f), Float("beta", 0.5f));

    public string GlobalAverage(string name, string input) => Add("GlobalAveragePool", name, [input]);

    public string Multiply(string name, string left, string right) => Add("Mul", name, [left, right]);

    public string Sum(string name, string left, string right) => Add("Add", name, [left, right]);

    public string ConcatenateChannels(string name, params string[] inputs) => Add("Concat", name, inputs, Integer("axis", 1));

    /// <summary>The first channels of a feature map.</summary>
    public string TakeChannels(string name, string input, int count)
    {
        var start = Initializer(name + "/start", 0);
        var end = Initializer(name + "/end", count);
        var axis = Initializer(name + "/axis", 1);
        return Add("Slice", name, [input, start, end, axis]);
    }

    /// <summary>Repeats each pixel of a 1×1 feature map, N×<paramref name="channels"/>×1×1, up to <paramref name="size"/> × <paramref name="size"/>.</summary>
    /// <remarks>
    /// ONNX Runtime keeps this in its blocked layout for whole factors, nearest, asymmetric and floor only, and only where it knows the result's shape; with a free batch it has to be told.
    /// </remarks>
    public string Enlarge(string input, int channels, int size)
    {
        var name = input + "/enlarged";
        var scales = Initializer(name + "/scales", [1, 1, size, size], 4);
        graph.ValueInfo.Add(Declare(name, ["N", Number(channels), Number(size), Number(size)]));
        return Add(
            "Resize",
            name,
            [input, "", scales],
            Text("coordinate_transformation_mode", "asymmetric"),
            Text("mode", "nearest"),
            Text("nearest_mode", "floor"));
    }

    public string Flatten(string name, string input) => Add("Flatten", name, [input], Integer("axis", 1));

    /// <summary>A fully connected layer whose weight is output × input; the result is called <paramref name="output"/>.</summary>
    public string FullyConnect(string output, string input, Ghost.FullyConnected layer, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases)
    {
        var weight = Initializer(layer.Name + ".weight", weights, [.. layer.WeightShape]);
        var bias = Initializer(layer.Name + ".bias", biases, layer.Output);
        return Add("Gemm", output, [input, weight, bias], Integer("transB", 1));
    }

    /// <summary>A number without axes.</summary>
    public string Scalar(string name, float value) => Initializer(name, [value]);

    public string Divide(string name, string left, string right) => Add("Div", name, [left, right]);

    public string Clip(string name, string input, string least, string most) => Add("Clip", name, [input, least, most]);

    private string Add(string operation, string name, IEnumerable<string> inputs, params AttributeProto[] attributes)
    {
        graph.Node.Add(new NodeProto { OpType = operation, Name = name, Input = { inputs }, Output = { name }, Attribute = { attributes } });
        return name;
    }

    private string Initializer(string name, ReadOnlySpan<float> values, params int[] shape)
    {
        var bytes = new byte[values.Length * sizeof(float)];
        for (var i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), values[i]);
        }

        return Initializer(name, TensorProto.Types.DataType.Float, bytes, shape);
    }

    private string Initializer(string name, long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Initializer(name, TensorProto.Types.DataType.Int64, bytes, 1);
    }

    private string Initializer(string name, TensorProto.Types.DataType type, byte[] bytes, params int[] shape)
    {
        graph.Initializer.Add(new TensorProto
        {
            Name = name,
            DataType = (int)type,
            Dims = { shape.Select(d => (long)d) },
            RawData = UnsafeByteOperations.UnsafeWrap(bytes),
        });
        return name;
    }

    private static AttributeProto Integer(string name, long value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = value };

    private static AttributeProto Integers(string name, params long[] values) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    private static AttributeProto Float(string name, float value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    private static AttributeProto Text(string name, string value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    private static string Number(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static ValueInfoProto Declare(string value, string[] dimensions)
    {
        var shape = new TensorShapeProto();
        foreach (var dimension in dimensions)
        {
            shape.Dim.Add(long.TryParse(dimension, System.Globalization.CultureInfo.InvariantCulture, out var length)
                ? new TensorShapeProto.Types.Dimension { DimValue = length }
                : new TensorShapeProto.Types.Dimension { DimParam = dimension });
        }

        return new() { Name = value, Type = new() { TensorType = new() { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape } } };
    }
}
