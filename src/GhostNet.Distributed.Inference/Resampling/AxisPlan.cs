using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Inference.Resampling;

/// <summary>
/// One axis of a resize: for each wanted output position the source positions that it mixes, and their fixed-point weights. Pillow's <c>precompute_coeffs</c> and
/// <c>normalize_coeffs_8bpc</c> for the output positions of the crop only.
/// </summary>
internal sealed class AxisPlan
{
    /// <summary>Fractional bits of a weight: 32 less 8 for the pixel and 2 for the overshoot of cubic filters (Pillow's <c>PRECISION_BITS</c>).</summary>
    public const int PrecisionBits = 32 - 8 - 2;

    /// <summary>Added before the shift, so that a result is rounded.</summary>
    public const int Half = 1 << (PrecisionBits - 1);

    private const int Lanes = 4;

    private AxisPlan(int sourceLength, long first, int count, int taps)
    {
        (SourceLength, First, Count, Taps) = (sourceLength, first, count, taps);
        Starts = new int[count];
        TapCounts = new int[count];
        Weights = new int[count * taps];
    }

    /// <summary>Length of the source.</summary>
    public int SourceLength { get; }

    /// <summary>First wanted output position.</summary>
    public long First { get; }

    /// <summary>Number of wanted output positions.</summary>
    public int Count { get; }

    /// <summary>True when the length does not change: Pillow then skips the axis, and so does this.</summary>
    public bool IsIdentity { get; private init; }

    /// <summary>Weights kept for each output position; the last ones may be unused.</summary>
    public int Taps { get; }

    /// <summary>First source position of each output.</summary>
    public int[] Starts { get; }

    /// <summary>Number of source positions of each output.</summary>
    public int[] TapCounts { get; }

    /// <summary><see cref="Count"/> × <see cref="Taps"/> weights, 1.0 being 1 &lt;&lt; <see cref="PrecisionBits"/>.</summary>
    public int[] Weights { get; }

    /// <summary>The source positions that any output needs: from here…</summary>
    public int SourceFirst => Starts[0];

    /// <summary>…to before here.</summary>
    public int SourceEnd => Starts[^1] + TapCounts[^1];

    /// <summary>
    /// For kernels that mix four pixels at once: windows of a multiple of four source positions, moved left where they would end beyond the source, with weights of 0 outside the
    /// real window, each repeated for the four bytes of a pixel. Null when the source is shorter than a window.
    /// </summary>
    public FourPixelWindows? Windows { get; private set; }

    /// <summary>Plans <paramref name="count"/> outputs from <paramref name="first"/> on, of <paramref name="targetLength"/> that <paramref name="sourceLength"/> are resized to.</summary>
    public static AxisPlan Create(int sourceLength, long targetLength, long first, int count, Interpolation interpolation)
    {
        if (sourceLength == targetLength)
        {
            return Identity(sourceLength, first, count);
        }

        var scale = (double)sourceLength / targetLength;
        var filterScale = Math.Max(scale, 1.0);
        var support = ResamplingFilter.Support(interpolation) * filterScale;
        var plan = new AxisPlan(sourceLength, first, count, ((int)Math.Ceiling(support) * 2) + 1);
        var weights = new double[plan.Taps];
        for (var i = 0; i < count; i++)
        {
            var center = (first + i + 0.5) * scale;
            var start = Math.Max(0, (int)(center - support + 0.5));
            var taps = Math.Min(sourceLength, (int)(center + support + 0.5)) - start;
            plan.Starts[i] = start;
            plan.TapCounts[i] = taps;
            WeighTaps(weights.AsSpan(0, taps), start, center, 1.0 / filterScale, interpolation);
            for (var tap = 0; tap < taps; tap++)
            {
                plan.Weights[(i * plan.Taps) + tap] = ToFixedPoint(weights[tap]);
            }
        }

        plan.Windows = FourPixelWindows.For(plan);
        return plan;
    }

    /// <summary>The weights of one output position.</summary>
    public ReadOnlySpan<int> WeightsOf(int output) => Weights.AsSpan(output * Taps, TapCounts[output]);

    private static AxisPlan Identity(int length, long first, int count)
    {
        var plan = new AxisPlan(length, first, count, 1) { IsIdentity = true };
        for (var i = 0; i < count; i++)
        {
            (plan.Starts[i], plan.TapCounts[i], plan.Weights[i]) = ((int)first + i, 1, 1 << PrecisionBits);
        }

        return plan;
    }

    private static void WeighTaps(Span<double> weights, int start, double center, double filterStep, Interpolation interpolation)
    {
        var sum = 0.0;
        for (var tap = 0; tap < weights.Length; tap++)
        {
            weights[tap] = ResamplingFilter.Weight(interpolation, (tap + start - center + 0.5) * filterStep);
            sum += weights[tap];
        }

        for (var tap = 0; tap < weights.Length && sum != 0.0; tap++)
        {
            weights[tap] /= sum;
        }
    }

    private static int ToFixedPoint(double weight) => (int)((weight < 0 ? -0.5 : 0.5) + (weight * (1 << PrecisionBits)));

    /// <summary>Windows of a multiple of four source positions.</summary>
    internal sealed record FourPixelWindows(int Taps, int[] Starts, int[] Weights)
    {
        /// <summary>Null when the source is too short, or the axis too finely scaled for the table to pay.</summary>
        public static FourPixelWindows? For(AxisPlan plan)
        {
            var taps = (plan.TapCounts.Max() + Lanes - 1) / Lanes * Lanes;
            if (taps > plan.SourceLength)
            {
                return null;
            }

            var starts = new int[plan.Count];
            var weights = new int[plan.Count * taps * Lanes];
            for (var i = 0; i < plan.Count; i++)
            {
                starts[i] = Math.Min(plan.Starts[i], plan.SourceLength - taps);
                var shift = plan.Starts[i] - starts[i];
                for (var tap = 0; tap < plan.TapCounts[i]; tap++)
                {
                    weights.AsSpan(((i * taps) + shift + tap) * Lanes, Lanes).Fill(plan.Weights[(i * plan.Taps) + tap]);
                }
            }

            return new(taps, starts, weights);
        }
    }
}
