using GhostNet.Distributed.Inference.Resampling;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Inference.Tests.Resampling;

public sealed class CropGeometryTests
{
    [Theory]
    [InlineData(500, 375, 341, 256, 58, 16)]
    [InlineData(375, 500, 256, 341, 16, 58)]
    [InlineData(256, 256, 256, 256, 16, 16)]
    [InlineData(97, 130, 256, 343, 16, 60)]
    [InlineData(1400, 260, 1378, 256, 577, 16)]
    [InlineData(1000, 997, 256, 256, 16, 16)]
    public void Long_side_is_truncated_and_offsets_round_half_to_even(int width, int height, int resizedWidth, int resizedHeight, int left, int top) =>
        Assert.Equal(new(resizedWidth, resizedHeight, left, top, 224), CropGeometry.For(width, height, Recipe.ImageNet));

    [Fact]
    public void The_longest_image_that_a_header_can_announce_overflows_nothing() =>
        Assert.Equal(new(256, 256L * 178_956_970, 16, (256L * 178_956_970 / 2) - 112, 224), CropGeometry.For(1, 178_956_970, Recipe.ImageNet));
}
