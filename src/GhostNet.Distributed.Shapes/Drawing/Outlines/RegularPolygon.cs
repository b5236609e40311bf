namespace GhostNet.Distributed.Shapes.Drawing.Outlines;

/// <summary>A polygon of equal sides and angles; its corners are at <see cref="Extent"/>.</summary>
internal sealed class RegularPolygon : Outline
{
    private readonly Direction[] _normals;
    private readonly float _apothem;

    /// <summary>A polygon with its corners on the circle of the given radius.</summary>
    public RegularPolygon(int sides, float circumradius)
    {
        Extent = circumradius;
        _normals = new Direction[sides];
        for (var i = 0; i < sides; i++)
        {
            _normals[i] = Direction.AtTurn((float)i / sides);
        }

        _apothem = circumradius * Direction.AtTurn(0.5f / sides).Cos;
    }

    /// <inheritdoc/>
    public override float Extent { get; }

    /// <inheritdoc/>
    public override float Distance(float u, float v)
    {
        var farthest = float.MinValue;
        foreach (var normal in _normals)
        {
            farthest = MathF.Max(farthest, (u * normal.Cos) + (v * normal.Sin));
        }

        return farthest - _apothem;
    }
}
