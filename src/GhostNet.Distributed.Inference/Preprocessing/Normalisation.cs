using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Inference.Preprocessing;

/// <summary>
/// Bytes to the model's elements. The float of each of the 256 values per channel is looked up: the table is computed in float32 as torchvision's <c>ToTensor</c> (÷ 255) and
/// <c>Normalize</c> (− mean, ÷ std) do it, so that it is the same to the last bit.
/// </summary>
internal sealed class Normalisation
{
    private readonly float[] _red;
    private readonly float[] _green;
    private readonly float[] _blue;

    public Normalisation(Recipe recipe) => (_red, _green, _blue) = (Table(recipe, 0), Table(recipe, 1), Table(recipe, 2));

    /// <summary>Writes R, G, B bytes as floats in the order of <paramref name="layout"/>.</summary>
    public void Write(ReadOnlySpan<byte> rgb, InputLayout layout, Span<float> tensor)
    {
        var pixels = rgb.Length / 3;
        if (layout == InputLayout.Nhwc)
        {
            for (var i = 0; i < pixels * 3; i += 3)
            {
                tensor[i] = _red[rgb[i]];
                tensor[i + 1] = _green[rgb[i + 1]];
                tensor[i + 2] = _blue[rgb[i + 2]];
            }

            return;
        }

        WritePlane(rgb, 0, _red, tensor[..pixels]);
        WritePlane(rgb, 1, _green, tensor.Slice(pixels, pixels));
        WritePlane(rgb, 2, _blue, tensor.Slice(2 * pixels, pixels));
    }

    /// <summary>Writes R, G, B bytes as they are, in the order of <paramref name="layout"/>.</summary>
    public static void Write(ReadOnlySpan<byte> rgb, InputLayout layout, Span<byte> tensor)
    {
        if (layout == InputLayout.Nhwc)
        {
            rgb.CopyTo(tensor);
            return;
        }

        var pixels = rgb.Length / 3;
        for (var i = 0; i < pixels; i++)
        {
            tensor[i] = rgb[i * 3];
            tensor[i + pixels] = rgb[(i * 3) + 1];
            tensor[i + (2 * pixels)] = rgb[(i * 3) + 2];
        }
    }

    private static void WritePlane(ReadOnlySpan<byte> rgb, int channel, float[] table, Span<float> plane)
    {
        for (int i = 0, from = channel; i < plane.Length; i++, from += 3)
        {
            plane[i] = table[rgb[from]];
        }
    }

    private static float[] Table(Recipe recipe, int channel)
    {
        var table = new float[256];
        for (var value = 0; value < table.Length; value++)
        {
            var scaled = value / 255f;
            var centred = scaled - recipe.Mean[channel];
            table[value] = centred / recipe.Std[channel];
        }

        return table;
    }
}
