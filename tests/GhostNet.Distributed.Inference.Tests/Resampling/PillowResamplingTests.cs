using System.Globalization;
using GhostNet.Distributed.Inference.Preprocessing;
using GhostNet.Distributed.Inference.Resampling;
using GhostNet.Distributed.Inference.Tests.Preprocessing;
using GhostNet.Distributed.Models.Recipes;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Inference.Tests.Resampling;

public sealed class PillowResamplingTests
{
    [Theory]
    [InlineData(Interpolation.Bilinear)]
    [InlineData(Interpolation.Bicubic)]
    [InlineData(Interpolation.Lanczos)]
    public void Crops_of_many_recipes_are_Pillows_byte_for_byte_with_every_kernel(Interpolation interpolation)
    {
        var cases = File.ReadLines(Path.Combine(Repository.Root, "tests", "GhostNet.Distributed.Inference.Tests", "Fixtures", "resampling.txt"))
            .Select(line => line.Split(' '))
            .Where(fields => Enum.Parse<Interpolation>(fields[3], ignoreCase: true) == interpolation)
            .ToArray();

        foreach (var fields in cases)
        {
            var recipe = new Recipe { Resize = int.Parse(fields[1], CultureInfo.InvariantCulture), Crop = int.Parse(fields[2], CultureInfo.InvariantCulture), Interpolation = interpolation };
            foreach (var kernel in ResamplingKernel.Available)
            {
                using var preprocessor = new Preprocessor(recipe, kernel: kernel);
                var rgb = new byte[preprocessor.CropLength];

                Assert.Null(preprocessor.Crop(PreprocessFixture.Named(fields[0]).Bytes, rgb));

                Assert.Equal((string.Join(' ', fields), kernel.Name, fields[4]), (string.Join(' ', fields), kernel.Name, PreprocessFixture.Hash(rgb)));
            }
        }

        Assert.Equal(63, cases.Length);
    }
}
