namespace GhostNet.Distributed.Shapes.Drawing.Outlines;

/// <summary>A circle with a concentric hole.</summary>
internal sealed class Ring(float hole) : Outline
{
    private readonly float _middle = (1 + hole) / 2;
    private readonly float _half = (1 - hole) / 2;

    /// <inheritdoc/>
    public override float Distance(float u, float v) => MathF.Abs(MathF.Sqrt((u * u) + (v * v)) - _middle) - _half;
}
