using System.Collections.Immutable;
using System.Globalization;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Onnx.Layouts;
using GhostNet.Distributed.Models.Onnx.Schema;
using Google.Protobuf;

namespace GhostNet.Distributed.Models.Onnx;

/// <summary>GhostNet as an ONNX model: opset 17, IR version 8, float32.</summary>
public static class GhostNetOnnx
{
    /// <summary>Name of the input, N×3×H×W, NCHW, float32; N, H and W are free.</summary>
    public const string InputName = "input";

    /// <summary>Name of the output, N×classes, float32, before the softmax.</summary>
    public const string OutputName = "logits";

    private const int IrVersion = 8;
    private const int Opset = 17;

    // Raised when the generator writes another graph, and not with every release: the file's SHA-256 is the model's identity.
    private const string GeneratorVersion = "1";

    /// <summary>
    /// The bytes of the plain graph. The same specification and weights give the same bytes on every machine.
    /// </summary>
    /// <exception cref="CheckpointMismatchException">The weights are not those of the network; all faults are told at once.</exception>
    public static byte[] Write(GhostNetSpecification specification, StateDictionary weights)
    {
        CheckpointBinding.Verify(specification, weights);
        return Write(specification, PlainNetwork.Write(specification, weights), "plain");
    }

    /// <summary>
    /// The bytes of the graph for a kind of processor: the same network, its logits equal to the plain graph's up to rounding, and N×3×<paramref name="inputSize"/>×<paramref name="inputSize"/>
    /// its only input shape.
    /// </summary>
    /// <param name="specification">The network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="target">What the channels are laid out for; <see cref="GraphTarget.Plain"/> is the other overload, and takes any size.</param>
    /// <param name="inputSize">Height and width of the images, in pixels.</param>
    /// <exception cref="CheckpointMismatchException">The weights are not those of the network; all faults are told at once.</exception>
    public static byte[] Write(GhostNetSpecification specification, StateDictionary weights, GraphTarget target, int inputSize)
    {
        CheckpointBinding.Verify(specification, weights);
        return Write(specification, weights, BlockRules.Of(target), target.Word(), inputSize);
    }

    /// <summary>
    /// The targets that a network is worth writing for. Every width, s and d can be laid out for x64; for ARM64 the plain graph is already as good as it can be, unless it has to cut channels off
    /// (where s does not divide them).
    /// </summary>
    public static ImmutableArray<GraphTarget> TargetsFor(GhostNetSpecification specification)
    {
        var cuts = specification.Bottlenecks.Any(b => b.Ghost1.Concatenated != b.Ghost1.Output || b.Ghost2.Concatenated != b.Ghost2.Output);
        return cuts ? [GraphTarget.Avx512, GraphTarget.Avx2, GraphTarget.Arm64] : [GraphTarget.Avx512, GraphTarget.Avx2];
    }

    internal static byte[] Write(GhostNetSpecification specification, StateDictionary weights, BlockRules rules, string layout, int inputSize) =>
        Write(specification, LaidOutNetwork.Write(specification, weights, rules, inputSize), layout);

    internal static byte[] Write(GhostNetSpecification specification, GraphProto graph, string layout) =>
        new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "GhostNet.Distributed",
            ProducerVersion = GeneratorVersion,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = Opset } },
            Graph = graph,
            MetadataProps =
            {
                Metadata("ghostnet.family", "ghostnet"),
                Metadata("ghostnet.width", specification.Width),
                Metadata("ghostnet.ratio", specification.Ratio),
                Metadata("ghostnet.cheap_kernel", specification.CheapKernel),
                Metadata("ghostnet.classes", specification.Classes),
                Metadata("ghostnet.layout", layout),
            },
        }.ToByteArray();

    private static StringStringEntryProto Metadata(string key, IConvertible value) => new() { Key = key, Value = value.ToString(CultureInfo.InvariantCulture) };
}
