using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GhostNet.Distributed.Inference.Resampling;

/// <summary>AVX2: two source pixels at a time for each of four output pixels across, thirty-two bytes at a time down.</summary>
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

        Require(rgbx, plan, rgb);
        ref var source = ref MemoryMarshal.GetReference(rgbx);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(windows.Weights);
        var starts = windows.Starts.AsSpan();
        var length = windows.Taps * 4;
        var x = 0;
        for (; Vector128Kernel.CanStoreFour(x, plan, rgb); x += Vector128Kernel.Together)
        {
            ref var four = ref Unsafe.Add(ref weights, x * length);
            var low = Together(
                Mix(ref Unsafe.Add(ref source, starts[x] * 4), ref four, length),
                Mix(ref Unsafe.Add(ref source, starts[x + 1] * 4), ref Unsafe.Add(ref four, length), length));
            var high = Together(
                Mix(ref Unsafe.Add(ref source, starts[x + 2] * 4), ref Unsafe.Add(ref four, 2 * length), length),
                Mix(ref Unsafe.Add(ref source, starts[x + 3] * 4), ref Unsafe.Add(ref four, 3 * length), length));
            Vector128Kernel.StoreFour(Bytes(low, high), rgb, x);
        }

        for (; x < plan.Count; x++)
        {
            var sum = Mix(ref Unsafe.Add(ref source, starts[x] * 4), ref Unsafe.Add(ref weights, x * length), length);
            Vector128Kernel.StoreOne(Vector128Kernel.Clamp(sum.GetLower() + sum.GetUpper() + Vector128.Create(AxisPlan.Half)), rgb, x);
        }
    }

    /// <inheritdoc/>
    internal override void Vertical(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> output)
    {
        Require(rows, weights, output);
        ref var source = ref MemoryMarshal.GetReference(rows);
        var i = 0;
        for (; i + 32 <= output.Length; i += 32)
        {
            var half = Vector256.Create(AxisPlan.Half);
            var (a, b, c, d) = (half, half, half, half);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var weight = Vector256.Create(weights[tap]);
                ref var bytes = ref Unsafe.Add(ref source, (tap * output.Length) + i);
                a += Widen(ref bytes) * weight;
                b += Widen(ref Unsafe.Add(ref bytes, 8)) * weight;
                c += Widen(ref Unsafe.Add(ref bytes, 16)) * weight;
                d += Widen(ref Unsafe.Add(ref bytes, 24)) * weight;
            }

            Bytes(a, b).CopyTo(output[i..]);
            Bytes(c, d).CopyTo(output[(i + 16)..]);
        }

        ScalarKernel.Vertical(rows, weights, output, i);
    }

    /// <summary>Weighs and sums a window: the sums of its even source pixels, and of its odd ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Mix(ref byte pixels, ref int weights, int length)
    {
        // A window has at least four source pixels.
        var sum = (Widen(ref pixels) * Vector256.LoadUnsafe(ref weights)) + (Widen(ref Unsafe.Add(ref pixels, 8)) * Vector256.LoadUnsafe(ref weights, 8));
        for (var i = 16; i < length; i += 8)
        {
            sum += Widen(ref Unsafe.Add(ref pixels, i)) * Vector256.LoadUnsafe(ref weights, (nuint)i);
        }

        return sum;
    }

    /// <summary>The two halves of each of two sums added up: one pixel behind the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Together(Vector256<int> first, Vector256<int> second) =>
        Avx2.Permute2x128(first, second, 0x20) + Avx2.Permute2x128(first, second, 0x31) + Vector256.Create(AxisPlan.Half);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen(ref byte eight) => Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref eight)).AsByte());

    // The packs saturate, which is the clamp: first to 0…65,535 and then, of values that are then far below 32,768, to 0…255.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Bytes(Vector256<int> low, Vector256<int> high)
    {
        var words = Avx2.PackUnsignedSaturate(low >> AxisPlan.PrecisionBits, high >> AxisPlan.PrecisionBits).AsInt64();
        var ordered = Avx2.Permute4x64(words, 0b11_01_10_00).AsInt16();
        return Sse2.PackUnsignedSaturate(ordered.GetLower(), ordered.GetUpper());
    }
}
