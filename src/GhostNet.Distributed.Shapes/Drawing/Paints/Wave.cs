namespace GhostNet.Distributed.Shapes.Drawing.Paints;

/// <summary>The square wave with soft edges that striped and chequered paints are made of.</summary>
internal static class Wave
{
    /// <summary>0 in one half of each period, 1 in the other, a ramp of width <paramref name="edge"/> between them.</summary>
    public static float At(float position, float period, float edge)
    {
        var turns = position / period;
        turns -= MathF.Floor(turns);
        var fromEdge = (0.25f - MathF.Abs(turns - 0.5f)) * period;
        return MathF.Max(0, MathF.Min(0.5f + (fromEdge / edge), 1));
    }
}
