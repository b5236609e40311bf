namespace GhostNet.Distributed.Shapes.Drawing.Paints;

/// <summary>Square fields of two paints in turn, <c>period</c> for two fields, with edges <c>edge</c> wide.</summary>
internal sealed class Checkerboard(Paint odd, Paint even, float period, float phase, float edge) : Paint
{
    /// <inheritdoc/>
    public override Rgb At(float u, float v)
    {
        var across = Wave.At(u + phase, period, edge);
        var down = Wave.At(v + phase, period, edge);
        return odd.At(u, v).Toward(even.At(u, v), across + down - (2 * across * down));
    }
}
