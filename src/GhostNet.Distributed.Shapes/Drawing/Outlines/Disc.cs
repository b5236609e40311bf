namespace GhostNet.Distributed.Shapes.Drawing.Outlines;

/// <summary>A filled circle.</summary>
internal sealed class Disc : Outline
{
    /// <inheritdoc/>
    public override float Distance(float u, float v) => MathF.Sqrt((u * u) + (v * v)) - 1;
}
