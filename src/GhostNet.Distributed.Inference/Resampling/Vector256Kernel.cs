using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GhostNet.Distributed.Inference.Resampling;

/// <summary>AVX2: two pixels at a time across, sixteen bytes at a time down.</summary>
internal sealed class Vector256Kernel : ResamplingKernel
{
    /// <summary>Whether this CPU runs it.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <inheritdoc/>
    public override string Name => "256 bits";

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
            var pixels = MemoryMarshal.Cast<byte, ulong>(rgbx.Slice(windows.Starts[x] * 4, windows.Taps * 4));
            var weights = allWeights.Slice(x * windows.Taps * 4, windows.Taps * 4);
            var sum = Vector256.CreateScalarUnsafe(0);
            for (var pair = 0; pair < pixels.Length; pair++)
            {
                var two = Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(pixels[pair]).AsByte());
                sum += two * Vector256.Create(weights.Slice(pair * 8, 8));
            }

            Vector128Kernel.StorePixel(sum.GetLower() + sum.GetUpper() + Vector128.Create(AxisPlan.Half), rgb[(x * 3)..]);
        }
    }

    /// <inheritdoc/>
    internal override void Vertical(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> output)
    {
        var i = 0;
        for (; i + 16 <= output.Length; i += 16)
        {
            var (low, high) = (Vector256.Create(AxisPlan.Half), Vector256.Create(AxisPlan.Half));
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var bytes = Vector128.Create(rows.Slice((tap * output.Length) + i, 16));
                low += Avx2.ConvertToVector256Int32(bytes) * weights[tap];
                high += Avx2.ConvertToVector256Int32(Vector128.Shuffle(bytes.AsUInt64(), Vector128.Create(1UL, 0)).AsByte()) * weights[tap];
            }

            var words = Vector256.Narrow(Clamp(low), Clamp(high));
            Vector128.Narrow(words.GetLower(), words.GetUpper()).CopyTo(output[i..]);
        }

        ScalarKernel.Vertical(rows, weights, output, i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Clamp(Vector256<int> sum) =>
        Vector256.Min(Vector256.Max(sum >> AxisPlan.PrecisionBits, Vector256<int>.Zero), Vector256.Create(255)).AsUInt32();
}
