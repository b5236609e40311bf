using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GhostNet.Distributed.Inference.Resampling;

/// <summary>AVX-512: four pixels at a time across, sixteen bytes at a time down.</summary>
internal sealed class Vector512Kernel : ResamplingKernel
{
    /// <summary>Whether this CPU runs it.</summary>
    public static bool IsSupported => Avx512F.IsSupported;

    /// <inheritdoc/>
    public override string Name => "512 bits";

    /// <inheritdoc/>
    internal override void Horizontal(ReadOnlySpan<byte> rgbx, AxisPlan plan, Span<byte> rgb)
    {
        if (plan.Windows is not { } windows)
        {
            Scalar.Horizontal(rgbx, plan, rgb);
            return;
        }

        var allWeights = windows.Weights.AsSpan();
        for (var x = 0; x < plan.Count; x++)
        {
            var pixels = rgbx.Slice(windows.Starts[x] * 4, windows.Taps * 4);
            var weights = allWeights.Slice(x * windows.Taps * 4, windows.Taps * 4);
            var sum = Vector512<int>.Zero;
            for (var i = 0; i + 16 <= pixels.Length; i += 16)
            {
                sum += Avx512F.ConvertToVector512Int32(Vector128.Create(pixels.Slice(i, 16))) * Vector512.Create(weights.Slice(i, 16));
            }

            var half = sum.GetLower() + sum.GetUpper();
            Vector128Kernel.StorePixel(half.GetLower() + half.GetUpper() + Vector128.Create(AxisPlan.Half), rgb[(x * 3)..]);
        }
    }

    /// <inheritdoc/>
    internal override void Vertical(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> output)
    {
        var i = 0;
        for (; i + 16 <= output.Length; i += 16)
        {
            var sum = Vector512.Create(AxisPlan.Half);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                sum += Avx512F.ConvertToVector512Int32(Vector128.Create(rows.Slice((tap * output.Length) + i, 16))) * weights[tap];
            }

            var shifted = Vector512.Max(sum >> AxisPlan.PrecisionBits, Vector512<int>.Zero).AsUInt32();
            Avx512F.ConvertToVector128ByteWithSaturation(shifted).CopyTo(output[i..]);
        }

        ScalarKernel.Vertical(rows, weights, output, i);
    }
}
