using GhostNet.Distributed.Inference.Preprocessing;
using GhostNet.Distributed.Inference.Resampling;
using GhostNet.Distributed.Inference.Tests.Decoding;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Inference.Tests.Preprocessing;

public sealed class PreprocessorTests
{
    public static TheoryData<string> Files => [.. PreprocessFixture.All.Select(f => f.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Crop_of_every_fixture_is_Pillows_byte_for_byte_with_every_decoder_and_kernel(string file)
    {
        var fixture = PreprocessFixture.Named(file);
        foreach (var (codec, kernel) in NativeCodec.Available.SelectMany(codec => ResamplingKernel.Available.Select(kernel => (codec, kernel))))
        {
            using var preprocessor = new Preprocessor(Recipe.ImageNet, kernel: kernel, jpeg: codec);
            var rgb = new byte[preprocessor.CropLength];

            Assert.Null(preprocessor.Crop(fixture.Bytes, rgb));

            Assert.Equal((codec, kernel.Name, fixture.Sha256), (codec, kernel.Name, PreprocessFixture.Hash(rgb)));
        }
    }

    [Fact]
    public void One_preprocessor_gives_the_same_crops_in_any_order()
    {
        using var preprocessor = new Preprocessor(Recipe.ImageNet);
        var rgb = new byte[preprocessor.CropLength];

        foreach (var fixture in PreprocessFixture.All.Concat(PreprocessFixture.All.Reverse()))
        {
            Assert.Null(preprocessor.Crop(fixture.Bytes, rgb));
            Assert.Equal((fixture.File, fixture.Sha256), (fixture.File, PreprocessFixture.Hash(rgb)));
        }
    }

    [Fact]
    public void Float_tensor_is_the_crop_normalised_as_torchvision_does_in_both_layouts()
    {
        var recipe = Recipe.ImageNet;
        using var preprocessor = new Preprocessor(recipe);
        var image = PreprocessFixture.Named("422.jpg").Bytes;
        var rgb = new byte[preprocessor.CropLength];
        var nchw = new float[preprocessor.CropLength];
        var nhwc = new float[preprocessor.CropLength];

        Assert.Null(preprocessor.Crop(image, rgb));
        Assert.Null(preprocessor.Write(image, InputLayout.Nchw, nchw));
        Assert.Null(preprocessor.Write(image, InputLayout.Nhwc, nhwc));

        var pixels = recipe.Crop * recipe.Crop;
        for (var i = 0; i < rgb.Length; i++)
        {
            var (pixel, channel) = (i / 3, i % 3);
            var scaled = rgb[i] / 255f;
            var expected = (scaled - recipe.Mean[channel]) / recipe.Std[channel];
            Assert.Equal(expected, nchw[(channel * pixels) + pixel]);
            Assert.Equal(expected, nhwc[i]);
        }
    }

    [Theory]
    [InlineData(0, 0, -2.117904f)]
    [InlineData(255, 0, 2.2489083f)]
    [InlineData(128, 1, 0.2051822f)]
    [InlineData(17, 2, -1.5081482f)]
    public void Normalised_values_are_those_that_PyTorch_prints(int value, int channel, float expected)
    {
        var tensor = new float[3];
        var rgb = new byte[3];
        rgb[channel] = (byte)value;

        new Normalisation(Recipe.ImageNet).Write(rgb, InputLayout.Nchw, tensor);

        Assert.Equal(expected, tensor[channel]);
    }

    [Fact]
    public void Byte_tensor_is_the_crop_itself_in_both_layouts()
    {
        using var preprocessor = new Preprocessor(Recipe.ImageNet);
        var image = PreprocessFixture.Named("tall.jpg").Bytes;
        var rgb = new byte[preprocessor.CropLength];
        var nchw = new byte[preprocessor.CropLength];
        var nhwc = new byte[preprocessor.CropLength];

        Assert.Null(preprocessor.Crop(image, rgb));
        Assert.Null(preprocessor.Write(image, InputLayout.Nchw, nchw));
        Assert.Null(preprocessor.Write(image, InputLayout.Nhwc, nhwc));

        Assert.Equal(rgb, nhwc);
        Assert.Equal(rgb.Where((_, i) => i % 3 == 1), nchw.AsSpan(224 * 224, 224 * 224).ToArray());
    }

    [Fact]
    public void Room_of_another_size_is_refused_with_the_size_expected()
    {
        using var preprocessor = new Preprocessor(Recipe.ForInputSize(32));

        var refusal = Assert.Throws<ArgumentException>(() => preprocessor.Crop(PreprocessFixture.All[0].Bytes, new byte[100]));

        Assert.Contains("32×32×3 = 3072", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recipe_whose_crop_is_larger_than_its_resize_is_refused() =>
        Assert.Throws<InvalidRecipeException>(() => new Preprocessor(new Recipe { Resize = 200, Crop = 224 }));

    [Fact]
    public void Png_of_a_crop_decodes_to_the_very_same_bytes()
    {
        using var preprocessor = new Preprocessor(Recipe.ImageNet);
        var rgb = new byte[preprocessor.CropLength];
        Assert.Null(preprocessor.Crop(PreprocessFixture.Named("444.jpg").Bytes, rgb));

        var png = CroppedPng.Encode(rgb, 224);

        using var same = new Preprocessor(new Recipe { Resize = 224, Crop = 224 });
        var decoded = new byte[same.CropLength];
        Assert.Null(same.Crop(png, decoded));
        Assert.Equal(rgb, decoded);
    }
}
