using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GhostNet.Distributed.Inference.Resampling;

/// <summary>AVX-512: four source pixels at a time for each of four output pixels across, sixty-four bytes at a time down.</summary>
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

        Require(rgbx, plan, rgb);
        ref var source = ref MemoryMarshal.GetReference(rgbx);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(windows.Weights);
        var starts = windows.Starts.AsSpan();
        var length = windows.Taps * 4;
        var x = 0;
        for (; Vector128Kernel.CanStoreFour(x, plan, rgb); x += Vector128Kernel.Together)
        {
            ref var four = ref Unsafe.Add(ref weights, x * length);
            var sums = Together(
                Mix(ref Unsafe.Add(ref source, starts[x] * 4), ref four, length),
                Mix(ref Unsafe.Add(ref source, starts[x + 1] * 4), ref Unsafe.Add(ref four, length), length),
                Mix(ref Unsafe.Add(ref source, starts[x + 2] * 4), ref Unsafe.Add(ref four, 2 * length), length),
                Mix(ref Unsafe.Add(ref source, starts[x + 3] * 4), ref Unsafe.Add(ref four, 3 * length), length));
            Vector128Kernel.StoreFour(Bytes(sums + Vector512.Create(AxisPlan.Half)), rgb, x);
        }

        for (; x < plan.Count; x++)
        {
            var sum = Mix(ref Unsafe.Add(ref source, starts[x] * 4), ref Unsafe.Add(ref weights, x * length), length);
            var half = sum.GetLower() + sum.GetUpper();
            Vector128Kernel.StoreOne(Vector128Kernel.Clamp(half.GetLower() + half.GetUpper() + Vector128.Create(AxisPlan.Half)), rgb, x);
        }
    }

    /// <inheritdoc/>
    internal override void Vertical(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> output)
    {
        Require(rows, weights, output);
        ref var source = ref MemoryMarshal.GetReference(rows);
        var half = Vector512.Create(AxisPlan.Half);
        var i = 0;
        for (; i + 64 <= output.Length; i += 64)
        {
            var (a, b, c, d) = (half, half, half, half);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var weight = Vector512.Create(weights[tap]);
                ref var bytes = ref Unsafe.Add(ref source, (tap * output.Length) + i);
                a += Widen(ref bytes) * weight;
                b += Widen(ref Unsafe.Add(ref bytes, 16)) * weight;
                c += Widen(ref Unsafe.Add(ref bytes, 32)) * weight;
                d += Widen(ref Unsafe.Add(ref bytes, 48)) * weight;
            }

            var target = output.Slice(i, 64);
            Bytes(a).CopyTo(target);
            Bytes(b).CopyTo(target[16..]);
            Bytes(c).CopyTo(target[32..]);
            Bytes(d).CopyTo(target[48..]);
        }

        for (; i + 16 <= output.Length; i += 16)
        {
            var sum = half;
            for (var tap = 0; tap < weights.Length; tap++)
            {
                sum += Widen(ref Unsafe.Add(ref source, (tap * output.Length) + i)) * weights[tap];
            }

            Bytes(sum).CopyTo(output[i..]);
        }

        ScalarKernel.Vertical(rows, weights, output, i);
    }

    /// <summary>Weighs and sums a window: the sums of every fourth of its source pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Mix(ref byte pixels, ref int weights, int length)
    {
        // A window has at least four source pixels.
        var sum = Widen(ref pixels) * Vector512.LoadUnsafe(ref weights);
        for (var i = 16; i < length; i += 16)
        {
            sum += Widen(ref Unsafe.Add(ref pixels, i)) * Vector512.LoadUnsafe(ref weights, (nuint)i);
        }

        return sum;
    }

    /// <summary>The four quarters of each of four sums added up: one pixel behind the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Together(Vector512<int> first, Vector512<int> second, Vector512<int> third, Vector512<int> fourth)
    {
        var low = Avx512F.Shuffle4x128(first, second, 0b01_00_01_00) + Avx512F.Shuffle4x128(first, second, 0b11_10_11_10);
        var high = Avx512F.Shuffle4x128(third, fourth, 0b01_00_01_00) + Avx512F.Shuffle4x128(third, fourth, 0b11_10_11_10);
        return Avx512F.Shuffle4x128(low, high, 0b10_00_10_00) + Avx512F.Shuffle4x128(low, high, 0b11_01_11_01);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Widen(ref byte sixteen) => Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(ref sixteen));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Bytes(Vector512<int> sums) =>
        Avx512F.ConvertToVector128ByteWithSaturation(Vector512.Max(sums >> AxisPlan.PrecisionBits, Vector512<int>.Zero).AsUInt32());
}
