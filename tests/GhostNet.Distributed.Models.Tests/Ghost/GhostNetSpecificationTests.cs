using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Tests.Checkpoints;

namespace GhostNet.Distributed.Models.Tests.Ghost;

public sealed class GhostNetSpecificationTests
{
    [Theory]
    [InlineData(1.6, 4)]
    [InlineData(8, 8)]
    [InlineData(8.8, 8)]
    [InlineData(9.9, 12)]
    [InlineData(10, 12)]
    [InlineData(20.8, 20)]
    [InlineData(6.0, 8)]
    [InlineData(5.9, 8)]
    [InlineData(480, 480)]
    public void Channels_round_to_the_nearest_multiple_of_four_but_never_ten_percent_down(double channels, int expected) =>
        Assert.Equal(expected, ChannelRounding.MakeDivisible(channels));

    [Theory]
    [InlineData(FixtureCheckpoints.Safe)]
    [InlineData(FixtureCheckpoints.OtherRatio)]
    public void Tensors_have_the_names_shapes_and_order_of_the_official_checkpoint(string file)
    {
        var expected = FixtureCheckpoints.Read(file).Weights.Select(t => (t.Name, Shape: string.Join(',', t.Shape)));
        var tensors = FixtureCheckpoints.SpecificationOf(file).Tensors().Select(t => (t.Name, Shape: string.Join(',', t.Shape)));

        // A safetensors file is sorted by size of its elements; a pickle keeps PyTorch's order.
        Assert.Equal(expected.OrderBy(t => t.Name, StringComparer.Ordinal), tensors.OrderBy(t => t.Name, StringComparer.Ordinal));
        Assert.Equal(FixtureCheckpoints.Read(FixtureCheckpoints.Zip).Weights.Names, FixtureCheckpoints.Specification.Tensors().Select(t => t.Name));
    }

    [Fact]
    public void Width_one_has_the_channels_of_table_1()
    {
        var specification = GhostNetSpecification.Create();

        Assert.Equal([16, 24, 24, 40, 40, 80, 80, 80, 80, 112, 112, 160, 160, 160, 160, 160], specification.Bottlenecks.Select(b => b.Output));
        Assert.Equal([16, 48, 72, 72, 120, 240, 200, 184, 184, 480, 672, 672, 960, 960, 960, 960], specification.Bottlenecks.Select(b => b.Expansion));
        Assert.Equal((16, 960, 1280), (specification.Stem.Output, specification.Last.Output, specification.Head.Output));
        Assert.Equal(
            ["blocks.1.0", "blocks.3.0", "blocks.5.0", "blocks.6.3", "blocks.7.0"],
            specification.Bottlenecks.Where(b => b.Shortcut is not null).Select(b => b.Name));
    }

    [Fact]
    public void Surplus_cheap_channels_are_known_where_the_ratio_does_not_divide()
    {
        var module = GhostNetSpecification.Create(ratio: 3).Bottlenecks[0].Ghost1;

        Assert.Equal((6, 12, 18, 16), (module.Primary.Output, module.Cheap.Output, module.Concatenated, module.Output));
    }

    [Theory]
    [InlineData(0, 2, 3, 10, "width")]
    [InlineData(double.NaN, 2, 3, 10, "width")]
    [InlineData(4.1, 2, 3, 10, "width")]
    [InlineData(1, 1, 3, 10, "ratio")]
    [InlineData(1, 17, 3, 10, "ratio")]
    [InlineData(1, 2, 4, 10, "cheapKernel")]
    [InlineData(1, 2, -1, 10, "cheapKernel")]
    [InlineData(1, 2, 17, 10, "cheapKernel")]
    [InlineData(1, 2, 3, 0, "classes")]
    [InlineData(1, 2, 3, 100_001, "classes")]
    public void Numbers_out_of_range_are_refused_by_name(double width, int ratio, int cheapKernel, int classes, string parameter) =>
        Assert.Equal(parameter, Assert.Throws<ArgumentOutOfRangeException>(() => GhostNetSpecification.Create(width, ratio, cheapKernel, classes)).ParamName);

    [Theory]
    [InlineData(1.0, 2, 3, 1000)]
    [InlineData(0.5, 2, 3, 10)]
    [InlineData(1.3, 2, 3, 21_841)]
    [InlineData(0.75, 4, 5, 2)]
    [InlineData(0.1, 3, 1, 7)]
    [InlineData(0.125, 2, 3, 7)]
    public void Numbers_are_read_off_the_shapes(double width, int ratio, int cheapKernel, int classes)
    {
        var specification = GhostNetSpecification.Create(width, ratio, cheapKernel, classes);

        var inferred = GhostNetSpecification.InferFrom(RandomWeights.For(specification, seed: 1));

        Assert.Equal(specification, inferred);
    }

    [Fact]
    public void Specifications_with_the_same_numbers_are_equal()
    {
        Assert.Equal(GhostNetSpecification.Create(0.5), GhostNetSpecification.Create(0.5));
        Assert.Equal(GhostNetSpecification.Create(0.5).GetHashCode(), GhostNetSpecification.Create(0.5).GetHashCode());
        Assert.NotEqual(GhostNetSpecification.Create(0.5), GhostNetSpecification.Create(0.5, classes: 10));
    }
}
