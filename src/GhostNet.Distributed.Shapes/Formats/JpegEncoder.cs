using System.Runtime.InteropServices;
using SkiaSharp;

namespace GhostNet.Distributed.Shapes.Formats;

/// <summary>Baseline JPEG by Skia's libjpeg-turbo, whose integer transforms give the same bytes with and without SIMD.</summary>
internal static class JpegEncoder
{
    /// <summary>Encodes pixels: RGBX of 4 bytes, or of 1 byte for a grey image.</summary>
    public static byte[] Encode(byte[] pixels, in PhotoFormat format)
    {
        var info = new SKImageInfo(format.Width, format.Height, format.IsGray ? SKColorType.Gray8 : SKColorType.Rgb888x, SKAlphaType.Opaque);
        var sampling = format.Sampling switch
        {
            ChromaSampling.Half => SKJpegEncoderDownsample.Downsample420,
            ChromaSampling.HalfWidth => SKJpegEncoderDownsample.Downsample422,
            _ => SKJpegEncoderDownsample.Downsample444,
        };

        var pin = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            using var pixmap = new SKPixmap(info, pin.AddrOfPinnedObject());
            using var file = pixmap.Encode(new SKJpegEncoderOptions(format.Quality, sampling, SKJpegEncoderAlphaOption.Ignore))
                ?? throw new InvalidOperationException($"Skia did not encode {format}.");
            return file.ToArray();
        }
        finally
        {
            pin.Free();
        }
    }
}
