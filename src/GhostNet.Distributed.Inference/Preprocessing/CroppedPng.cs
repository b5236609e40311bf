using System.Runtime.InteropServices;
using SkiaSharp;

namespace GhostNet.Distributed.Inference.Preprocessing;

/// <summary>Writes a crop as a lossless PNG, so that one can see (and hash) exactly what the model saw.</summary>
public static class CroppedPng
{
    /// <summary>Encodes <paramref name="side"/> × <paramref name="side"/> pixels of R, G, B bytes; the PNG has no colour profile, alpha or time stamp, and decodes to the very same bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="rgb"/> is not side × side × 3 bytes long.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> rgb, int side)
    {
        if (rgb.Length != side * side * 3)
        {
            throw new ArgumentException($"{rgb.Length} bytes; expected {side}×{side}×3 = {side * side * 3}.", nameof(rgb));
        }

        var rgbx = new byte[side * side * 4];
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            rgb.Slice(from, 3).CopyTo(rgbx.AsSpan(to));
            rgbx[to + 3] = byte.MaxValue;
        }

        var pin = GCHandle.Alloc(rgbx, GCHandleType.Pinned);
        try
        {
            using var pixels = new SKPixmap(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Opaque, null), pin.AddrOfPinnedObject());
            using var encoded = pixels.Encode(SKPngEncoderOptions.Default);
            return encoded?.ToArray() ?? throw new InvalidOperationException($"Skia did not encode {side}×{side} pixels as PNG.");
        }
        finally
        {
            pin.Free();
        }
    }
}
