namespace GhostNet.Distributed.Shapes.Drawing;

/// <summary>A unit vector.</summary>
internal readonly record struct Direction(float Cos, float Sin)
{
    /// <summary>The direction at a share of a full turn.</summary>
    /// <remarks>Rounded to six decimals: the C libraries of different systems disagree about the last bit of a sine, and the pixels must not.</remarks>
    public static Direction AtTurn(float turn)
    {
        var angle = turn * 2 * Math.PI;
        return new((float)Math.Round(Math.Cos(angle), 6), (float)Math.Round(Math.Sin(angle), 6));
    }
}
