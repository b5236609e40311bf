using GhostNet.Distributed.Shapes.Formats;
using SkiaSharp;

namespace GhostNet.Distributed.Shapes.Tests.Formats;

public class PngEncoderTests
{
    // More than 65,535 bytes of scanlines in both cases, so that there is more than one stored block.
    private const int Width = 301;
    private const int Height = 243;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Another_decoder_reads_exactly_the_pixels_that_were_encoded(bool gray)
    {
        var stride = gray ? 1 : 4;
        var pixels = Enumerable.Range(0, Width * Height * stride).Select(i => (byte)(i * i / 7)).ToArray();

        using var decoded = SKBitmap.Decode(PngEncoder.Encode(pixels, new PhotoFormat(Width, Height, gray, IsPng: true, Quality: 0, ChromaSampling.Full)));

        var expected = Enumerable.Range(0, Width * Height).Select(i => gray
            ? new SKColor(pixels[i], pixels[i], pixels[i])
            : new SKColor(pixels[i * stride], pixels[(i * stride) + 1], pixels[(i * stride) + 2]));
        Assert.Equal((Width, Height), (decoded.Width, decoded.Height));
        Assert.Equal(expected, decoded.Pixels);
    }
}
