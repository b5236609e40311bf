using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GhostNet.Distributed.Inference.Resampling;

/// <summary>One pixel (four 32-bit sums) at a time across, sixteen bytes at a time down; any CPU with 128-bit vectors, ARM64 among them.</summary>
internal sealed class Vector128Kernel : ResamplingKernel
{
    /// <inheritdoc/>
    public override string Name => "128 bits";

    /// <inheritdoc/>
    internal override void Horizontal(ReadOnlySpan<byte> rgbx, AxisPlan plan, Span<byte> rgb)
    {
        for (var x = 0; x < plan.Count; x++)
        {
            var weights = plan.WeightsOf(x);
            var pixels = MemoryMarshal.Cast<byte, uint>(rgbx.Slice(plan.Starts[x] * 4, weights.Length * 4));
            var sum = Vector128.Create(AxisPlan.Half);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var bytes = Vector128.CreateScalarUnsafe(pixels[tap]).AsByte();
                sum += Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32() * weights[tap];
            }

            StorePixel(sum, rgb[(x * 3)..]);
        }
    }

    /// <inheritdoc/>
    internal override void Vertical(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> output)
    {
        var i = 0;
        for (; i + 16 <= output.Length; i += 16)
        {
            var (a, b, c, d) = (Vector128.Create(AxisPlan.Half), Vector128.Create(AxisPlan.Half), Vector128.Create(AxisPlan.Half), Vector128.Create(AxisPlan.Half));
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var (low, high) = Vector128.Widen(Vector128.Create(rows.Slice((tap * output.Length) + i, 16)));
                a += Vector128.WidenLower(low).AsInt32() * weights[tap];
                b += Vector128.WidenUpper(low).AsInt32() * weights[tap];
                c += Vector128.WidenLower(high).AsInt32() * weights[tap];
                d += Vector128.WidenUpper(high).AsInt32() * weights[tap];
            }

            Vector128.Narrow(Vector128.Narrow(Clamp(a), Clamp(b)), Vector128.Narrow(Clamp(c), Clamp(d))).CopyTo(output[i..]);
        }

        ScalarKernel.Vertical(rows, weights, output, i);
    }

    /// <summary>Shifts, clamps and writes one pixel's three bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StorePixel(Vector128<int> sum, Span<byte> rgb)
    {
        var clamped = Clamp(sum);
        var bytes = Vector128.Narrow(Vector128.Narrow(clamped, clamped), default);
        if (rgb.Length >= 4)
        {
            // The fourth byte is the next pixel's first, written after this one.
            Unsafe.WriteUnaligned(ref MemoryMarshal.GetReference(rgb), bytes.AsUInt32().ToScalar());
            return;
        }

        (rgb[0], rgb[1], rgb[2]) = (bytes[0], bytes[1], bytes[2]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Clamp(Vector128<int> sum) =>
        Vector128.Min(Vector128.Max(sum >> AxisPlan.PrecisionBits, Vector128<int>.Zero), Vector128.Create(255)).AsUInt32();
}
