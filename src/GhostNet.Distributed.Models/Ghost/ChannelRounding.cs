namespace GhostNet.Distributed.Models.Ghost;

/// <summary>How a scaled channel count becomes a whole one: MobileNet's <c>make_divisible</c>, with divisor 4 as GhostNet uses it.</summary>
public static class ChannelRounding
{
    private const int Divisor = 4;

    /// <summary>The nearest multiple of 4, at least 4, and never more than 10 % below <paramref name="channels"/>.</summary>
    public static int MakeDivisible(double channels)
    {
        var rounded = Math.Max(Divisor, (int)(channels + (Divisor / 2.0)) / Divisor * Divisor);
        return rounded < 0.9 * channels ? rounded + Divisor : rounded;
    }
}
