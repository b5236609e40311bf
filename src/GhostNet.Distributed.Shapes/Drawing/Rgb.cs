namespace GhostNet.Distributed.Shapes.Drawing;

/// <summary>A colour, 0 (none) to 1 (full) a channel, as a photograph encodes it (not linear light).</summary>
internal readonly record struct Rgb(float R, float G, float B)
{
    /// <summary>No light at all.</summary>
    public static Rgb Black { get; }

    /// <summary>Perceived brightness, 0 to 1 (the weights of JPEG's Y).</summary>
    public float Luma => (0.299f * R) + (0.587f * G) + (0.114f * B);

    /// <summary>A colour of the hue circle (one turn is 1).</summary>
    public static Rgb FromHsv(float hue, float saturation, float value)
    {
        var sector = (hue - MathF.Floor(hue)) * 6;
        return new(Channel(sector, 5), Channel(sector, 3), Channel(sector, 1));

        float Channel(float at, float offset)
        {
            var k = at + offset;
            k = k >= 6 ? k - 6 : k;
            return value - (value * saturation * MathF.Max(0, MathF.Min(MathF.Min(k, 4 - k), 1)));
        }
    }

    /// <summary>The colour at <paramref name="share"/> of the way to another.</summary>
    public Rgb Toward(Rgb other, float share) => new(R + ((other.R - R) * share), G + ((other.G - G) * share), B + ((other.B - B) * share));

    /// <summary>The colour under more (above 1) or less light.</summary>
    public Rgb Lit(float factor) => new(R * factor, G * factor, B * factor);
}
