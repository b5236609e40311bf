using System.Text.Json;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Models.Tests.Ghost;

public sealed class NetworkProfileTests
{
    // The paper's table: 2.6 M / 42 M, 5.2 M / 141 M, 7.3 M / 226 M. The last row is 0.4 % below what the official code's network has; see NetworkProfile.
    [Theory]
    [InlineData(0.5, 2_587_292, 42_328_152, 2.6, 42)]
    [InlineData(1.0, 5_182_508, 141_150_512, 5.2, 141)]
    [InlineData(1.3, 7_358_820, 227_003_256, 7.3, 226)]
    public void Totals_at_224_are_those_of_the_paper(double width, long parameters, long multiplyAdds, double paperMillionParameters, double paperMillionMultiplyAdds)
    {
        var profile = NetworkProfile.Of(GhostNetSpecification.Create(width), 224);

        Assert.Equal((parameters, multiplyAdds), (profile.Parameters, profile.MultiplyAdds));
        Assert.InRange(profile.Parameters / 1e6 / paperMillionParameters, 0.99, 1.01);
        Assert.InRange(profile.MultiplyAdds / 1e6 / paperMillionMultiplyAdds, 0.99, 1.01);
    }

    [Fact]
    public void Parameters_are_those_that_PyTorch_counts()
    {
        using var expected = JsonDocument.Parse(File.ReadAllText(Repository.Fixture("checkpoints", "expected.json")));

        Assert.All(expected.RootElement.GetProperty("cases").EnumerateArray(), c => Assert.Equal(
            c.GetProperty("parameters").GetInt64(),
            NetworkProfile.Of(GhostNetSpecification.Create(
                c.GetProperty("width").GetDouble(),
                c.GetProperty("ratio").GetInt32(),
                c.GetProperty("cheap_kernel").GetInt32(),
                c.GetProperty("classes").GetInt32())).Parameters));
    }

    [Fact]
    public void Layers_tell_their_operator_output_and_cost()
    {
        var layers = NetworkProfile.Of(GhostNetSpecification.Create(), 224).Layers;

        Assert.Equal(new LayerProfile("conv_stem", "conv 3×3/2", new(16, 112, 112), (16 * 27) + 32, 16L * 27 * 112 * 112), layers[0]);
        Assert.Equal(new LayerProfile("blocks.1.0.conv_dw", "depthwise 3×3/2", new(48, 56, 56), (48 * 9) + 96, 48L * 9 * 56 * 56), layers.Single(l => l.Name == "blocks.1.0.conv_dw"));
        Assert.Equal(new FeatureShape(24, 112, 112), layers.Single(l => l.Name == "blocks.1.0.ghost1.primary_conv.0").Output);
        Assert.Equal(new FeatureShape(20, 1, 1), layers.Single(l => l.Name == "blocks.3.0.se.conv_reduce").Output);
        Assert.Equal(new LayerProfile("classifier", "fully connected", new(1000, 1, 1), 1_281_000, 1_280_000), layers[^1]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(8193)]
    public void Sizes_that_are_no_image_are_refused(int inputSize) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NetworkProfile.Of(GhostNetSpecification.Create(), inputSize));
}
