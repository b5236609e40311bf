namespace GhostNet.Distributed.Shapes.Drawing;

/// <summary>Where an outline lies on the canvas: its centre and radius in pixels, how far it is turned, and how much it is squeezed across (1 is not at all).</summary>
internal readonly record struct Pose(float X, float Y, float Radius, Direction Turn, float Squeeze = 1)
{
    /// <summary>The same pose, moved by some pixels.</summary>
    public Pose Moved(float dx, float dy) => this with { X = X + dx, Y = Y + dy };
}
