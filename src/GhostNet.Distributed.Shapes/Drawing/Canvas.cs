using GhostNet.Distributed.Shapes.Drawing.Outlines;
using GhostNet.Distributed.Shapes.Drawing.Paints;

namespace GhostNet.Distributed.Shapes.Drawing;

/// <summary>An RGB image in floats, and the anti-aliased rasteriser that draws on it.</summary>
/// <remarks>
/// Our own rasteriser, not Skia's: Skia picks other instructions and roundings on other CPUs, and the same image must have the same bytes everywhere.
/// Reused from image to image, so that drawing a thousand of them leaves the large object heap alone; not for two threads at once.
/// </remarks>
internal sealed class Canvas
{
    private float[] _samples = [];

    /// <summary>Width in pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Length of the short side in pixels: what sizes of things are measured in.</summary>
    public int ShortSide => Math.Min(Width, Height);

    /// <summary>Starts a new image; its pixels hold what was there before.</summary>
    public void Start(int width, int height)
    {
        Width = width;
        Height = height;
        if (_samples.Length < width * height * 3)
        {
            _samples = new float[width * height * 3];
        }
    }

    /// <summary>The R, G, B values of one row of pixels.</summary>
    public Span<float> Row(int y) => _samples.AsSpan(y * Width * 3, Width * 3);

    /// <summary>Paints an outline over what is there.</summary>
    /// <param name="outline">The shape.</param>
    /// <param name="pose">Where it lies.</param>
    /// <param name="paint">Its surface.</param>
    /// <param name="softness">Width of its edge in pixels: 1 is sharp, more is out of focus.</param>
    /// <param name="opacity">1 covers, less lets the ground shine through.</param>
    public void Draw(Outline outline, Pose pose, Paint paint, float softness, float opacity = 1)
    {
        var reach = (pose.Radius * MathF.Max(1, pose.Squeeze) * outline.Extent) + softness;
        var (left, right) = Clip(pose.X, reach, Width);
        var (top, bottom) = Clip(pose.Y, reach, Height);
        var across = 1 / (pose.Radius * pose.Squeeze);
        var along = 1 / pose.Radius;
        var sharpness = pose.Radius * MathF.Min(1, pose.Squeeze) / softness;

        for (var y = top; y < bottom; y++)
        {
            var row = Row(y);
            var dy = y + 0.5f - pose.Y;
            for (var x = left; x < right; x++)
            {
                var dx = x + 0.5f - pose.X;
                var u = ((pose.Turn.Cos * dx) + (pose.Turn.Sin * dy)) * across;
                var v = ((pose.Turn.Cos * dy) - (pose.Turn.Sin * dx)) * along;
                var cover = 0.5f - (outline.Distance(u, v) * sharpness);
                if (cover <= 0)
                {
                    continue;
                }

                // The smooth step makes a wide edge look like defocus, where a ramp would show its two kinks.
                cover = cover >= 1 ? opacity : opacity * cover * cover * (3 - (2 * cover));
                var colour = paint.At(u, v);
                var pixel = row.Slice(x * 3, 3);
                pixel[0] += (colour.R - pixel[0]) * cover;
                pixel[1] += (colour.G - pixel[1]) * cover;
                pixel[2] += (colour.B - pixel[2]) * cover;
            }
        }
    }

    private static (int From, int To) Clip(float centre, float reach, int length) =>
        ((int)MathF.Max(0, MathF.Floor(centre - reach)), (int)MathF.Min(length, MathF.Ceiling(centre + reach)));
}
