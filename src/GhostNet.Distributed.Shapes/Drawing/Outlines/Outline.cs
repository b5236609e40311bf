namespace GhostNet.Distributed.Shapes.Drawing.Outlines;

/// <summary>A closed shape of about unit radius around the origin, given by its signed distance: negative inside, 0 on the edge, positive outside.</summary>
/// <remarks>Distances use + − × ÷ and the square root alone. IEEE 754 fixes those to the last bit, and .NET never fuses them, so every CPU draws the same pixels.</remarks>
internal abstract class Outline
{
    /// <summary>Radius around the origin within which the whole outline lies.</summary>
    public virtual float Extent => 1;

    /// <summary>Signed distance of a point, exact or (outside of corners) too short.</summary>
    public abstract float Distance(float u, float v);
}
