namespace GhostNet.Distributed.Shapes.Drawing.Outlines;

/// <summary>A star of five points; <c>waist</c> (0 to 1) is how thick it is between them.</summary>
internal sealed class Star(float waist) : Outline
{
    // cos and sin of 36°, the half angle between two points.
    private const float Cos36 = 0.809017f;
    private const float Sin36 = 0.587785f;

    private readonly float _edgeU = waist * Sin36;
    private readonly float _edgeV = (waist * Cos36) - 1;

    /// <inheritdoc/>
    public override float Distance(float u, float v)
    {
        // Folding the plane along the axes of symmetry leaves one half point, hence one edge.
        u = MathF.Abs(u);
        var fold = 2 * MathF.Max((Cos36 * u) - (Sin36 * v), 0);
        u -= fold * Cos36;
        v += fold * Sin36;
        fold = 2 * MathF.Max((-Cos36 * u) - (Sin36 * v), 0);
        u += fold * Cos36;
        v += fold * Sin36;
        u = MathF.Abs(u);
        v -= 1;

        var along = ((u * _edgeU) + (v * _edgeV)) / ((_edgeU * _edgeU) + (_edgeV * _edgeV));
        along = MathF.Max(0, MathF.Min(along, 1));
        var du = u - (_edgeU * along);
        var dv = v - (_edgeV * along);
        var distance = MathF.Sqrt((du * du) + (dv * dv));
        return (v * _edgeU) - (u * _edgeV) < 0 ? -distance : distance;
    }
}
