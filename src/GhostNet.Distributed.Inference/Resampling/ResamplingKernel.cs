using System.Runtime.Intrinsics;

namespace GhostNet.Distributed.Inference.Resampling;

/// <summary>The inner loops of a resize. All kernels give the same bytes: the sums are of integers, so their order does not matter.</summary>
public abstract class ResamplingKernel
{
    /// <summary>The plain loops, which the others are held against.</summary>
    public static ResamplingKernel Scalar { get; } = new ScalarKernel();

    /// <summary>The kernels that this CPU runs, the plainest first.</summary>
    public static IReadOnlyList<ResamplingKernel> Available { get; } =
    [
        Scalar,
        .. Vector128.IsHardwareAccelerated ? [new Vector128Kernel()] : Array.Empty<ResamplingKernel>(),
        .. Vector256Kernel.IsSupported ? [new Vector256Kernel()] : Array.Empty<ResamplingKernel>(),
        .. Vector512Kernel.IsSupported ? [new Vector512Kernel()] : Array.Empty<ResamplingKernel>(),
    ];

    /// <summary>The kernel with the widest vectors that this CPU runs.</summary>
    public static ResamplingKernel Fastest { get; } = Available[^1];

    /// <summary>Name for benchmarks and diagnosis.</summary>
    public abstract string Name { get; }

    /// <summary>Resizes one row: pixels of 4 bytes (R, G, B, ignored) in, <c>plan.Count</c> pixels of 3 bytes out.</summary>
    internal abstract void Horizontal(ReadOnlySpan<byte> rgbx, AxisPlan plan, Span<byte> rgb);

    /// <summary>What the loops over references rely on instead of a check for each access; the windows of a plan lie within its source.</summary>
    private protected static void Require(ReadOnlySpan<byte> rgbx, AxisPlan plan, Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rgbx.Length, plan.SourceLength * 4, nameof(rgbx));
        ArgumentOutOfRangeException.ThrowIfLessThan(rgb.Length, plan.Count * 3, nameof(rgb));
    }

    /// <summary>As of the other method: one row for each weight.</summary>
    private protected static void Require(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> output) =>
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, weights.Length * output.Length, nameof(rows));

    /// <summary>Mixes rows of <c>output.Length</c> bytes each, one after the other in <paramref name="rows"/>, into one, byte by byte.</summary>
    internal abstract void Vertical(ReadOnlySpan<byte> rows, ReadOnlySpan<int> weights, Span<byte> output);
}
