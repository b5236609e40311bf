namespace GhostNet.Distributed.Shapes.Drawing.Paints;

/// <summary>From one colour on one side to another on the opposite side.</summary>
internal sealed class Gradient(Rgb from, Rgb to, Direction direction) : Paint
{
    /// <summary>One colour everywhere.</summary>
    public static Gradient Flat(Rgb colour) => new(colour, colour, new(1, 0));

    /// <inheritdoc/>
    public override Rgb At(float u, float v)
    {
        var share = 0.5f + (0.5f * ((u * direction.Cos) + (v * direction.Sin)));
        return from.Toward(to, MathF.Max(0, MathF.Min(share, 1)));
    }
}
