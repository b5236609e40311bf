using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GhostNet.Distributed.Inference.Resampling;

/// <summary>Four output pixels (of four 32-bit sums each) at a time across, sixteen bytes at a time down; any CPU with 128-bit vectors, ARM64 among them.</summary>
internal sealed class Vector128Kernel : ResamplingKernel
{
    /// <summary>Pixels that are stored together.</summary>
    internal const int Together = 4;

    /// <inheritdoc/>
    public override string Name => "128 bits";

    /// <inheritdoc/>
    internal override void Horizontal(ReadOnlySpan<byte> rgbx, AxisPlan plan, Span<byte> rgb)
    {
        Require(rgbx, plan, rgb);
        ref var source = ref MemoryMarshal.GetReference(rgbx);
        var x = 0;
        for (; CanStoreFour(x, plan, rgb); x += Together)
        {
            var (first, second) = (Mix(ref source, plan, x), Mix(ref source, plan, x + 1));
            StoreFour(Vector128.Narrow(Vector128.Narrow(first, second), Vector128.Narrow(Mix(ref source, plan, x + 2), Mix(ref source, plan, x + 3))), rgb, x);
        }

        for (; x < plan.Count; x++)
        {
            StoreOne(Mix(ref source, plan, x), rgb, x);
        }
    }

    /// <inheritdoc/>
    internal override void Vertical(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> output)
    {
        Require(rows, weights, output);
        ref var source = ref MemoryMarshal.GetReference(rows);
        var i = 0;
        for (; i + 16 <= output.Length; i += 16)
        {
            var (a, b, c, d) = (Vector128.Create(AxisPlan.Half), Vector128.Create(AxisPlan.Half), Vector128.Create(AxisPlan.Half), Vector128.Create(AxisPlan.Half));
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var weight = Vector128.Create(weights[tap]);
                var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref source, (nuint)((tap * output.Length) + i)));
                a += Vector128.WidenLower(low).AsInt32() * weight;
                b += Vector128.WidenUpper(low).AsInt32() * weight;
                c += Vector128.WidenLower(high).AsInt32() * weight;
                d += Vector128.WidenUpper(high).AsInt32() * weight;
            }

            Vector128.Narrow(Vector128.Narrow(Clamp(a), Clamp(b)), Vector128.Narrow(Clamp(c), Clamp(d))).CopyTo(output[i..]);
        }

        ScalarKernel.Vertical(rows, weights, output, i);
    }

    /// <summary>Whether four pixels from <paramref name="x"/> on are wanted and the sixteen bytes that <see cref="StoreFour"/> writes are within the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool CanStoreFour(int x, AxisPlan plan, Span<byte> rgb) => x + Together <= plan.Count && (x * 3) + Vector128<byte>.Count <= rgb.Length;

    /// <summary>Writes four pixels of four bytes as pixels of three; the four bytes behind them become 0 until the pixels that they belong to are written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void StoreFour(Vector128<byte> rgbx, Span<byte> rgb, int x)
    {
        var packed = Vector128.Shuffle(rgbx, Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255));
        packed.StoreUnsafe(ref MemoryMarshal.GetReference(rgb), (nuint)(x * 3));
    }

    /// <summary>Writes one pixel's three bytes.</summary>
    internal static void StoreOne(Vector128<uint> pixel, Span<byte> rgb, int x) =>
        (rgb[x * 3], rgb[(x * 3) + 1], rgb[(x * 3) + 2]) = ((byte)pixel[0], (byte)pixel[1], (byte)pixel[2]);

    /// <summary>Sums to bytes, each still in 32 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<uint> Clamp(Vector128<int> sum) =>
        Vector128.Min(Vector128.Max(sum >> AxisPlan.PrecisionBits, Vector128<int>.Zero), Vector128.Create(255)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Mix(ref byte source, AxisPlan plan, int x)
    {
        var weights = plan.WeightsOf(x);
        ref var pixels = ref Unsafe.As<byte, uint>(ref Unsafe.Add(ref source, plan.Starts[x] * 4));
        var sum = Vector128.Create(AxisPlan.Half);
        for (var tap = 0; tap < weights.Length; tap++)
        {
            var bytes = Vector128.CreateScalarUnsafe(Unsafe.Add(ref pixels, tap)).AsByte();
            sum += Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32() * weights[tap];
        }

        return Clamp(sum);
    }
}
