namespace GhostNet.Distributed.Shapes.Drawing.Outlines;

/// <summary>What is left of an outline that is broken along a straight line.</summary>
internal sealed class Fragment(Outline whole, Direction normal, float kept) : Outline
{
    /// <inheritdoc/>
    public override float Extent => whole.Extent;

    /// <inheritdoc/>
    public override float Distance(float u, float v) => MathF.Max(whole.Distance(u, v), (u * normal.Cos) + (v * normal.Sin) - kept);
}
