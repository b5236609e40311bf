namespace GhostNet.Distributed.Shapes.Drawing.Outlines;

/// <summary>Two crossing bars of equal length; <c>half</c> is half of a bar's thickness.</summary>
internal sealed class Cross(float half) : Outline
{
    /// <inheritdoc/>
    public override float Extent => 1 + half;

    /// <inheritdoc/>
    public override float Distance(float u, float v)
    {
        u = MathF.Abs(u);
        v = MathF.Abs(v);
        return MathF.Min(MathF.Max(u - 1, v - half), MathF.Max(u - half, v - 1));
    }
}
