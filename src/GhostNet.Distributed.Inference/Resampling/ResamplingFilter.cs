using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Inference.Resampling;

/// <summary>The filter functions of Pillow's <c>Resample.c</c>, in its order of operations, so that every coefficient is the same double.</summary>
internal static class ResamplingFilter
{
    /// <summary>Half the filter's width, in source pixels of an image that keeps its size.</summary>
    public static double Support(Interpolation interpolation) => interpolation switch
    {
        Interpolation.Bilinear => 1.0,
        Interpolation.Bicubic => 2.0,
        Interpolation.Lanczos => 3.0,
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "no such filter"),
    };

    /// <summary>The filter's value at <paramref name="x"/> pixels from its centre.</summary>
    public static double Weight(Interpolation interpolation, double x) => interpolation switch
    {
        Interpolation.Bilinear => Triangle(x),
        Interpolation.Bicubic => Cubic(x),
        Interpolation.Lanczos => x is >= -3.0 and < 3.0 ? Sinc(x) * Sinc(x / 3) : 0.0,
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "no such filter"),
    };

    private static double Triangle(double x)
    {
        x = Math.Abs(x);
        return x < 1.0 ? 1.0 - x : 0.0;
    }

    private static double Cubic(double x)
    {
        const double a = -0.5;
        x = Math.Abs(x);
        return x switch
        {
            < 1.0 => (((((a + 2.0) * x) - (a + 3.0)) * x) * x) + 1,
            < 2.0 => (((((x - 5) * x) + 8) * x) - 4) * a,
            _ => 0.0,
        };
    }

    private static double Sinc(double x)
    {
        if (x == 0.0)
        {
            return 1.0;
        }

        x *= Math.PI;
        return Math.Sin(x) / x;
    }
}
