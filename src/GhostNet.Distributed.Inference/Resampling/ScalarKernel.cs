namespace GhostNet.Distributed.Inference.Resampling;

/// <summary>Pillow's <c>ImagingResampleHorizontal_8bpc</c> and <c>…Vertical_8bpc</c>, as they read.</summary>
internal sealed class ScalarKernel : ResamplingKernel
{
    /// <inheritdoc/>
    public override string Name => "scalar";

    /// <inheritdoc/>
    internal override void Horizontal(ReadOnlySpan<byte> rgbx, AxisPlan plan, Span<byte> rgb)
    {
        for (var x = 0; x < plan.Count; x++)
        {
            var weights = plan.WeightsOf(x);
            var source = rgbx.Slice(plan.Starts[x] * 4, weights.Length * 4);
            int r = AxisPlan.Half, g = AxisPlan.Half, b = AxisPlan.Half;
            for (var tap = 0; tap < weights.Length; tap++)
            {
                r += source[tap * 4] * weights[tap];
                g += source[(tap * 4) + 1] * weights[tap];
                b += source[(tap * 4) + 2] * weights[tap];
            }

            rgb[x * 3] = ToByte(r);
            rgb[(x * 3) + 1] = ToByte(g);
            rgb[(x * 3) + 2] = ToByte(b);
        }
    }

    /// <inheritdoc/>
    internal override void Vertical(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> output) => Vertical(rows, weights, output, 0);

    /// <summary>The bytes from <paramref name="from"/> on: all, or what is left over by a vector kernel.</summary>
    internal static void Vertical(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> output, int from)
    {
        for (var i = from; i < output.Length; i++)
        {
            var sum = AxisPlan.Half;
            for (var tap = 0; tap < weights.Length; tap++)
            {
                sum += rows[(tap * output.Length) + i] * weights[tap];
            }

            output[i] = ToByte(sum);
        }
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> AxisPlan.PrecisionBits, 0, 255);
}
