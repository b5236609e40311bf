using System.Security.Cryptography;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Onnx;
using GhostNet.Distributed.Models.Tests.Checkpoints;
using Microsoft.ML.OnnxRuntime;

namespace GhostNet.Distributed.Models.Tests.Onnx;

public sealed class GhostNetOnnxTests(OnnxRuntime runtime, ITestOutputHelper output)
{
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData(FixtureCheckpoints.Safe)]
    [InlineData(FixtureCheckpoints.Zip)]
    [InlineData(FixtureCheckpoints.Legacy)]
    [InlineData(FixtureCheckpoints.Trainer)]
    [InlineData(FixtureCheckpoints.OtherRatio)]
    public void Logits_agree_with_PyTorch(string file)
    {
        var model = GhostNetOnnx.Write(FixtureCheckpoints.SpecificationOf(file), FixtureCheckpoints.Read(file).Weights);

        var logits = OnnxRuntime.Run(model, FixtureCheckpoints.Input(), batch: 2, size: 64);

        var difference = OnnxRuntime.LargestDifference(FixtureCheckpoints.ReferenceLogits(file), logits);
        output.WriteLine($"{file}: largest difference {difference:e2}");
        Assert.InRange(difference, 0, Tolerance);
    }

    [Fact]
    public void Half_precision_checkpoint_gives_the_logits_of_its_weights_rounded_to_half()
    {
        var rounded = new StateDictionary(FixtureCheckpoints.Read(FixtureCheckpoints.Safe).Weights.Select(RoundToHalf));

        var half = Logits(FixtureCheckpoints.Read(FixtureCheckpoints.Half).Weights);

        Assert.Equal(Logits(rounded), half);
        var difference = OnnxRuntime.LargestDifference(FixtureCheckpoints.ReferenceLogits(FixtureCheckpoints.Half), half);
        output.WriteLine($"largest difference to the logits of the float weights {difference:e2}");
        // Measured 9.9e-4: a half has 11 bits, and the logits have a standard deviation of 0.18.
        Assert.InRange(difference, Tolerance, 2e-3);
    }

    [Fact]
    public void Classes_and_batch_and_image_size_are_free_in_one_graph()
    {
        var specification = GhostNetSpecification.Create(0.5, classes: 7);
        var model = GhostNetOnnx.Write(specification, RandomWeights.For(specification, seed: 1));
        var pixels = Pixels(3, 96);

        var together = OnnxRuntime.Run(model, pixels, batch: 3, size: 96);
        var second = OnnxRuntime.Run(model, pixels[(3 * 96 * 96)..(2 * 3 * 96 * 96)], batch: 1, size: 96);

        Assert.Equal(21, together.Length);
        Assert.InRange(OnnxRuntime.LargestDifference(together[7..14], second), 0, Tolerance);
        Assert.Equal(7, OnnxRuntime.Run(model, Pixels(1, 33), batch: 1, size: 33).Length);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1.0)]
    [InlineData(1.3)]
    public void Networks_of_the_paper_load_without_a_warning_and_run_at_224(double width)
    {
        var specification = GhostNetSpecification.Create(width);
        var model = GhostNetOnnx.Write(specification, RandomWeights.For(specification, seed: 7));

        var logits = OnnxRuntime.Run(model, Pixels(1, 224), batch: 1, size: 224);

        Assert.Equal(1000, logits.Length);
        Assert.All(logits, l => Assert.True(float.IsFinite(l)));
        Assert.Empty(runtime.WarningsOnLoading(model));
    }

    [Fact]
    public void Warnings_of_ONNX_Runtime_are_seen_by_these_tests()
    {
        var specification = FixtureCheckpoints.Specification;
        // Two messages one after another are one merged message: a graph (field 7) with an initializer (5) that nothing uses: type float, name x, one value.
        byte[] unused = [0x3a, 13, 0x2a, 11, 0x10, 1, 0x42, 1, (byte)'x', 0x4a, 4, 0, 0, 0, 0];

        byte[] model = [.. GhostNetOnnx.Write(specification, RandomWeights.For(specification, seed: 1)), .. unused];

        Assert.Contains(runtime.WarningsOnLoading(model), w => w.Contains("initializer", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Model_declares_its_tensors_and_its_architecture()
    {
        using var session = new InferenceSession(GhostNetOnnx.Write(FixtureCheckpoints.Specification, FixtureCheckpoints.Read(FixtureCheckpoints.Safe).Weights));

        var input = Assert.Single(session.InputMetadata);
        var logits = Assert.Single(session.OutputMetadata);
        Assert.Equal(("input", typeof(float)), (input.Key, input.Value.ElementType));
        Assert.Equal([-1, 3, -1, -1], input.Value.Dimensions);
        Assert.Equal("N", input.Value.SymbolicDimensions[0]);
        Assert.Equal("logits", logits.Key);
        Assert.Equal([-1, 10], logits.Value.Dimensions);
        Assert.Equal("GhostNet.Distributed", session.ModelMetadata.ProducerName);
        Assert.Equal("0.1", session.ModelMetadata.CustomMetadataMap["ghostnet.width"]);
        Assert.Equal("10", session.ModelMetadata.CustomMetadataMap["ghostnet.classes"]);
    }

    [Fact]
    public void Bytes_are_the_same_every_time_and_on_every_machine()
    {
        var digests = FixtureCheckpoints.All
            .Where(f => FixtureCheckpoints.SpecificationOf(f) == FixtureCheckpoints.Specification && f != FixtureCheckpoints.Half)
            .Select(f => Convert.ToHexStringLower(SHA256.HashData(GhostNetOnnx.Write(FixtureCheckpoints.Specification, FixtureCheckpoints.Read(f).Weights))))
            .Distinct();

        Assert.Equal(["79b777106828ad3046da69721404cd23b6e622e0d5b8aff4dbce07d38780339e"], digests);
    }

    private static float[] Logits(StateDictionary weights) =>
        OnnxRuntime.Run(GhostNetOnnx.Write(FixtureCheckpoints.Specification, weights), FixtureCheckpoints.Input(), batch: 2, size: 64);

    private static WeightTensor RoundToHalf(WeightTensor tensor) =>
        new(tensor.Name, tensor.Shape, tensor.Values.ToArray().Select(v => (float)(Half)v).ToArray());

    private static float[] Pixels(int batch, int size)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, batch * 3 * size * size).Select(_ => (random.NextSingle() * 4) - 2)];
    }
}
