using GhostNet.Distributed.Shapes.Drawing;

namespace GhostNet.Distributed.Shapes.Formats;

/// <summary>How an image is stored. The mixture is that of a collection of photographs: sizes, qualities and colour samplings differ, some are grey, and some are PNG under the name .JPEG, as one of ImageNet's is.</summary>
internal readonly record struct PhotoFormat(int Width, int Height, bool IsGray, bool IsPng, int Quality, ChromaSampling Sampling)
{
    // Most of ImageNet is 500 pixels along the longer side; the doubled entries make that so here.
    private static readonly (int Width, int Height)[] UsualSizes =
    [
        (500, 375), (500, 375), (500, 375), (500, 333), (500, 333), (400, 300), (480, 360),
        (375, 500), (375, 500), (333, 499), (333, 500), (360, 480),
        (500, 500), (427, 427), (640, 427), (640, 480), (500, 281), (453, 500),
    ];

    private static readonly (int Width, int Height)[] UnusualSizes = [(160, 120), (120, 160), (200, 150), (128, 128), (1024, 768), (800, 600), (768, 1024), (900, 300)];

    /// <summary>Draws a format by lot.</summary>
    public static PhotoFormat Draw(SplitMix64 random)
    {
        var (width, height) = random.NextSingle() switch
        {
            < 0.78f => random.Pick<(int, int)>(UsualSizes),
            < 0.95f => (random.Between(281, 520), random.Between(281, 520)),
            _ => random.Pick<(int, int)>(UnusualSizes),
        };
        var gray = random.Chance(0.02f);
        var png = random.Chance(0.002f);
        if (png)
        {
            // Stored, not compressed (see PngEncoder), so it had better be small.
            (width, height) = (random.Between(180, 240), random.Between(140, 200));
        }

        var sampling = random.NextSingle() switch
        {
            < 0.6f => ChromaSampling.Half,
            < 0.75f => ChromaSampling.HalfWidth,
            _ => ChromaSampling.Full,
        };
        return new PhotoFormat(width, height, gray, png, random.Between(50, 95), sampling);
    }
}
