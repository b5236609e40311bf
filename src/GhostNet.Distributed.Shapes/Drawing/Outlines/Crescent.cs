namespace GhostNet.Distributed.Shapes.Drawing.Outlines;

/// <summary>A circle with a bite of nearly its own size.</summary>
internal sealed class Crescent(float biteRadius, float biteOffset) : Outline
{
    /// <inheritdoc/>
    public override float Distance(float u, float v)
    {
        var du = u - biteOffset;
        return MathF.Max(MathF.Sqrt((u * u) + (v * v)) - 1, biteRadius - MathF.Sqrt((du * du) + (v * v)));
    }
}
