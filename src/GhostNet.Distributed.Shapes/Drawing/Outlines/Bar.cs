namespace GhostNet.Distributed.Shapes.Drawing.Outlines;

/// <summary>A straight bar with round ends, of length 2; <c>half</c> is half of its thickness.</summary>
internal sealed class Bar(float half) : Outline
{
    /// <inheritdoc/>
    public override float Distance(float u, float v)
    {
        u = MathF.Max(MathF.Abs(u) - (1 - half), 0);
        return MathF.Sqrt((u * u) + (v * v)) - half;
    }
}
