namespace GhostNet.Distributed.Shapes.Drawing.Paints;

/// <summary>Parallel bands of two paints, <c>period</c> apart, with edges <c>edge</c> wide.</summary>
internal sealed class Stripes(Paint odd, Paint even, float period, float phase, float edge) : Paint
{
    /// <inheritdoc/>
    public override Rgb At(float u, float v) => odd.At(u, v).Toward(even.At(u, v), Wave.At(u + phase, period, edge));
}
