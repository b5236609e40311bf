using System.Diagnostics.CodeAnalysis;

namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>
/// Decodes sound JPEG with the system's libturbojpeg, and everything else with a <see cref="SkiaDecoder"/>: other formats, CMYK, arithmetic coding, pictures too large to be decoded at once,
/// and whatever makes libturbojpeg fail or warn. So the pixels and the faults are Skia's in every case.
/// </summary>
/// <remarks>
/// Skia's x64 build has no SIMD, and SIMD overflows differently for coefficients that only damage can produce. Data that is damaged without anything that libjpeg could notice may therefore
/// decode to other pixels here than with Skia on x64 (and to the same as with Pillow, and with Skia on arm64).
/// </remarks>
public sealed class TurboJpegDecoder : IImageDecoder
{
    // 16.7 million pixels. Beyond it Skia's strips are slower and save each thread more than this much memory.
    private const long MostBytesAtOnce = 64 * 1024 * 1024;

    private readonly DecodingLimits _limits;
    private readonly SkiaDecoder _skia;
    private readonly ScratchMemory _scratch = new();

    /// <summary>A decoder that refuses images beyond <paramref name="limits"/>.</summary>
    /// <exception cref="JpegCodecException">This machine has no libturbojpeg.</exception>
    public TurboJpegDecoder(DecodingLimits? limits = null)
    {
        _ = JpegCodecChoice.Choose("turbo", TurboJpeg.IsAvailable);
        _limits = limits ?? DecodingLimits.Default;
        _skia = new(_limits);
    }

    /// <summary>Whether this machine has libturbojpeg.</summary>
    public static bool IsAvailable => TurboJpeg.IsAvailable;

    /// <inheritdoc/>
    public bool TryOpen(ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out IEncodedImage? image, [NotNullWhen(false)] out ImageFault? fault)
    {
        if (encoded.Length <= _limits.MaxImageBytes && ImageSignature.Recognise(encoded.Span) == ImageFormat.Jpeg
            && TurboEncodedImage.Open(encoded, _scratch, _skia) is { } turbo)
        {
            var pixels = (long)turbo.Header.Width * turbo.Header.Height;
            if (pixels <= _limits.MaxPixels && pixels * TurboEncodedImage.BytesPerPixel <= MostBytesAtOnce)
            {
                (image, fault) = (turbo, null);
                return true;
            }

            turbo.Dispose();
        }

        return _skia.TryOpen(encoded, out image, out fault);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scratch.Dispose();
        _skia.Dispose();
    }
}
