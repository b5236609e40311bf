using CsCheck;
using GhostNet.Distributed.Inference.Resampling;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Inference.Tests.Resampling;

public sealed class CropResamplerTests
{
    [Fact]
    public void Every_kernel_gives_the_bytes_of_the_scalar_one_on_any_size() =>
        Gen.Select(Gen.Int[1, 90], Gen.Int[1, 90], Gen.Int[1, 70], Gen.Int[1, 70], Gen.Enum<Interpolation>(), Gen.Int[0, 2], Gen.Int).Sample(
            (width, height, resize, crop, interpolation, contrast, seed) =>
            {
                var recipe = new Recipe { Resize = Math.Max(resize, crop), Crop = Math.Min(resize, crop), Interpolation = interpolation };
                var rgbx = Noise(width * height * 4, contrast, seed);
                var expected = Resample(recipe, ResamplingKernel.Scalar, rgbx, width, height);

                foreach (var kernel in ResamplingKernel.Available)
                {
                    Assert.Equal(expected, Resample(recipe, kernel, rgbx, width, height));
                }
            },
            iter: 500);

    [Fact]
    public void Only_the_rows_that_the_crop_shows_are_asked_for()
    {
        var resampler = new CropResampler(Recipe.ImageNet, ResamplingKernel.Scalar);

        var rows = resampler.Begin(1000, 4000);

        Assert.InRange(rows.Count, 875, 890);
        Assert.InRange(rows.First, 1555, 1563);
    }

    [Fact]
    public void A_missing_row_is_a_defect_and_never_old_pixels()
    {
        var resampler = new CropResampler(Recipe.ForInputSize(16), ResamplingKernel.Scalar);
        var rows = resampler.Begin(20, 20);
        resampler.Accept(rows.First, rows.Count - 1, new byte[20 * 4 * (rows.Count - 1)]);

        Assert.Throws<InvalidOperationException>(() => resampler.Finish(new byte[16 * 16 * 3]));
        Assert.Throws<InvalidOperationException>(() => resampler.Accept(rows.First, 1, new byte[80]));
    }

    [Fact]
    public void A_single_colour_stays_itself_whatever_the_filter() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[1, 60], Gen.Enum<Interpolation>(), Gen.Byte).Sample((width, height, size, interpolation, grey) =>
        {
            var rgbx = new byte[width * height * 4];
            Array.Fill(rgbx, grey);

            Assert.All(Resample(new Recipe { Resize = size, Crop = size, Interpolation = interpolation }, ResamplingKernel.Fastest, rgbx, width, height), v => Assert.Equal(grey, v));
        });

    private static byte[] Resample(Recipe recipe, ResamplingKernel kernel, byte[] rgbx, int width, int height)
    {
        var resampler = new CropResampler(recipe, kernel);
        var rows = resampler.Begin(width, height);
        resampler.Accept(rows.First, rows.Count, rgbx.AsSpan(rows.First * width * 4, rows.Count * width * 4));
        var rgb = new byte[recipe.Crop * recipe.Crop * 3];
        resampler.Finish(rgb);
        return rgb;
    }

    // Black and white at full contrast makes cubic filters overshoot, which is where clamping shows.
    private static byte[] Noise(int length, int contrast, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return contrast == 0 ? [.. bytes.Select(b => b > 127 ? byte.MaxValue : byte.MinValue)] : bytes;
    }
}
