namespace GhostNet.Distributed.Shapes.Drawing.Paints;

/// <summary>The colour of an outline's surface, in the outline's own coordinates.</summary>
internal abstract class Paint
{
    /// <summary>The colour at a point.</summary>
    public abstract Rgb At(float u, float v);
}
