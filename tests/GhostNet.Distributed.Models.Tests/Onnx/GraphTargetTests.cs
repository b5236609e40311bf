using System.Runtime.Intrinsics.X86;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Onnx;
using GhostNet.Distributed.Models.Onnx.Schema;
using GhostNet.Distributed.Models.Tests.Checkpoints;
using GhostNet.Distributed.Testing;
using Microsoft.ML.OnnxRuntime;

namespace GhostNet.Distributed.Models.Tests.Onnx;

public sealed class GraphTargetTests(OnnxRuntime runtime, ITestOutputHelper output)
{
    private const double Tolerance = 1e-5;

    private static readonly GraphTarget[] Targets = [GraphTarget.Avx512, GraphTarget.Avx2, GraphTarget.Arm64];

    public static MatrixTheoryData<GraphTarget, string> Fixtures => new(Targets, FixtureCheckpoints.All);

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Logits_of_every_checkpoint_are_those_of_the_plain_graph(GraphTarget target, string file)
    {
        var (specification, weights) = (FixtureCheckpoints.SpecificationOf(file), FixtureCheckpoints.Read(file).Weights);
        var plain = OnnxRuntime.Run(GhostNetOnnx.Write(specification, weights), FixtureCheckpoints.Input(), batch: 2, size: 64);

        var logits = OnnxRuntime.Run(GhostNetOnnx.Write(specification, weights, target, 64), FixtureCheckpoints.Input(), batch: 2, size: 64);

        Assert.InRange(OnnxRuntime.LargestDifference(plain, logits), 0, Tolerance);
    }

    [Theory]
    [InlineData(0.5, 2, 3, 224)]
    [InlineData(1.0, 2, 3, 96)]
    [InlineData(1.3, 2, 3, 96)]
    [InlineData(0.75, 2, 5, 65)]
    [InlineData(0.37, 2, 1, 32)]
    [InlineData(0.5, 3, 3, 64)]
    [InlineData(1.0, 4, 1, 64)]
    [InlineData(0.83, 3, 5, 33)]
    [InlineData(0.05, 16, 3, 1)]
    public void Logits_of_any_network_are_those_of_the_plain_graph(double width, int ratio, int kernel, int size)
    {
        var specification = GhostNetSpecification.Create(width, ratio, kernel, classes: 11);
        var weights = Trained(specification);
        var pixels = Pixels(2, size);
        var plain = OnnxRuntime.Run(GhostNetOnnx.Write(specification, weights), pixels, batch: 2, size);
        var scale = plain.Max(Math.Abs);

        foreach (var target in Targets)
        {
            var logits = OnnxRuntime.Run(GhostNetOnnx.Write(specification, weights, target, size), pixels, batch: 2, size);

            var difference = OnnxRuntime.LargestDifference(plain, logits) / scale;
            output.WriteLine($"{target}: {difference:e2} of {scale:g4}");
            Assert.InRange(difference, 0, Tolerance);
        }
    }

    [Theory]
    [InlineData(GraphTarget.Avx512)]
    [InlineData(GraphTarget.Avx2)]
    [InlineData(GraphTarget.Arm64)]
    public void Graphs_load_without_a_warning_and_take_any_batch_of_their_size(GraphTarget target)
    {
        var specification = GhostNetSpecification.Create(0.5, classes: 7);
        var model = GhostNetOnnx.Write(specification, RandomWeights.For(specification, seed: 1), target, 64);

        Assert.Empty(runtime.WarningsOnLoading(model));
        using var session = new InferenceSession(model);
        Assert.Equal([-1, 3, 64, 64], session.InputMetadata[GhostNetOnnx.InputName].Dimensions);
        Assert.Equal(target.Word(), session.ModelMetadata.CustomMetadataMap["ghostnet.layout"]);
        Assert.Equal(35, OnnxRuntime.Run(model, Pixels(5, 64), batch: 5, size: 64).Length);
    }

    [Theory]
    [InlineData(0.5, 2, 3)]
    [InlineData(1.0, 2, 3)]
    [InlineData(1.3, 2, 3)]
    [InlineData(0.75, 3, 5)]
    public void No_feature_map_leaves_the_blocked_layout_of_this_processor(double width, int ratio, int kernel)
    {
        Assert.SkipUnless(Avx2.IsSupported, "this processor has no blocked layout in ONNX Runtime");
        var target = Avx512F.IsSupported ? GraphTarget.Avx512 : GraphTarget.Avx2;
        var specification = GhostNetSpecification.Create(width, ratio, kernel);

        var operators = Optimized(GhostNetOnnx.Write(specification, RandomWeights.For(specification, seed: 1), target, 224)).Node.CountBy(n => n.OpType).ToDictionary();

        // The one that is left is behind the last convolution, on a map of one pixel.
        Assert.Equal(1, operators["ReorderOutput"]);
        Assert.DoesNotContain(operators.Keys, name => name is "ReorderInput" or "Slice" or "Resize" or "HardSigmoid" or "Relu");
    }

    [Fact]
    public void Graph_for_Arm64_is_written_only_where_the_plain_one_cuts_channels_off()
    {
        Assert.Equal([GraphTarget.Avx512, GraphTarget.Avx2], GhostNetOnnx.TargetsFor(GhostNetSpecification.Create()));
        Assert.Equal([GraphTarget.Avx512, GraphTarget.Avx2, GraphTarget.Arm64], GhostNetOnnx.TargetsFor(GhostNetSpecification.Create(ratio: 3)));
    }

    [Fact]
    public void A_target_has_a_word_and_a_word_its_target() =>
        Assert.All(Enum.GetValues<GraphTarget>(), target => Assert.Equal(target, GraphTargetNames.Find(target.Word())));

    [Fact]
    public void The_plain_graph_has_no_layout() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GhostNetOnnx.Write(FixtureCheckpoints.Specification, FixtureCheckpoints.Read(FixtureCheckpoints.Safe).Weights, GraphTarget.Plain, 64));

    /// <summary>What ONNX Runtime makes of a graph on this processor.</summary>
    private static GraphProto Optimized(byte[] model)
    {
        using var folder = new TemporaryFolder();
        using var options = new SessionOptions { OptimizedModelFilePath = folder["optimized.onnx"], LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using (new InferenceSession(model, options))
        {
            return ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["optimized.onnx"])).Graph;
        }
    }

    /// <summary>Random weights whose normalisations and biases do something, and keep the activations in the range that training would: gates at thousands amplify rounding a thousand times.</summary>
    private static StateDictionary Trained(GhostNetSpecification specification)
    {
        var random = new Random(5);
        return new(RandomWeights.For(specification, seed: 9).Select(tensor => tensor.Shape.Length > 1
            ? tensor
            : new WeightTensor(tensor.Name, tensor.Shape, tensor.Values.ToArray().Select(value => (Share(tensor.Name) * value) + (0.2f * random.NextSingle())).ToArray())));

        static float Share(string name) => name.EndsWith(".running_var", StringComparison.Ordinal) ? 1 : 0.5f;
    }

    private static float[] Pixels(int batch, int size)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, batch * 3 * size * size).Select(_ => (random.NextSingle() * 4) - 2)];
    }
}
