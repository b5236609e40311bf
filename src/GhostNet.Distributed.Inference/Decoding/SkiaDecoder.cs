using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using SkiaSharp;

namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>
/// Decodes with Skia's codecs (libjpeg-turbo, libpng, libwebp and others) to the very pixels that Pillow's <c>Image.open(…).convert("RGB")</c> gives: no colour
/// management, no EXIF rotation, alpha dropped and not blended, CMYK by Pillow's formula.
/// </summary>
/// <remarks>
/// What Pillow 9.4 was seen to do and this does too: a JPEG that ends within a scan, if only by lacking the last marker, is truncated; JPEG data that makes libjpeg warn but not
/// fail (a flipped bit, a marker that closes the scan too early) is accepted. Not the same as Pillow: 16-bit grey PNG is scaled to its high byte (Pillow clips at 255, which makes
/// nearly all of it white); transparent GIF pixels are black (Pillow: their palette colour); a PNG is also refused for checksums that Pillow does not get to; coefficients that only
/// damage can produce overflow differently in libjpeg-turbo's SIMD code, which Pillow's build has and Skia's x64 build has not (without it Pillow gives the same pixels here too), so that the
/// pixels of a damaged but accepted JPEG may differ between machines.
/// </remarks>
public sealed class SkiaDecoder : IImageDecoder
{
    private readonly DecodingLimits _limits;
    private readonly ScratchMemory _scratch = new();

    /// <summary>A decoder that refuses images beyond <paramref name="limits"/>.</summary>
    public SkiaDecoder(DecodingLimits? limits = null) => _limits = limits ?? DecodingLimits.Default;

    /// <inheritdoc/>
    public bool TryOpen(ReadOnlyMemory<byte> encoded, [NotNullWhen(true)] out IEncodedImage? image, [NotNullWhen(false)] out ImageFault? fault)
    {
        image = null;
        fault = RefuseBeforeOpening(encoded.Span, out var format);
        if (fault is not null)
        {
            return false;
        }

        var pixels = SkiaEncodedImage.Open(encoded, format, _scratch);
        if (pixels is null)
        {
            fault = ExplainUnopened(encoded, format);
            return false;
        }

        var header = pixels.Header;
        if ((long)header.Width * header.Height > _limits.MaxPixels)
        {
            pixels.Dispose();
            fault = new(ImageFaultKind.TooLarge,
                $"{ImageSignature.Name(format)} of {header.Width}×{header.Height} pixels, {(long)header.Width * header.Height} in all; at most {_limits.MaxPixels} are decoded");
            return false;
        }

        if (format == ImageFormat.Png && PngClaim.FaultOf(encoded.Span) is { } claim)
        {
            pixels.Dispose();
            fault = claim;
            return false;
        }

        image = pixels;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _scratch.Dispose();

    private ImageFault? RefuseBeforeOpening(ReadOnlySpan<byte> encoded, out ImageFormat format)
    {
        format = default;
        if (encoded.IsEmpty)
        {
            return new(ImageFaultKind.Empty, "0 bytes");
        }

        if (encoded.Length > _limits.MaxImageBytes)
        {
            return new(ImageFaultKind.TooLarge, $"{encoded.Length} bytes; at most {_limits.MaxImageBytes} are decoded");
        }

        if (ImageSignature.Recognise(encoded) is not { } recognised)
        {
            return new(ImageFaultKind.NotAnImage, ImageSignature.Describe(encoded));
        }

        format = recognised;

        // libwebp does not look at the container's length; Pillow refuses a file that is shorter than it says.
        if (format == ImageFormat.WebP && BinaryPrimitives.ReadUInt32LittleEndian(encoded[4..]) + 8L is var announced && announced > encoded.Length)
        {
            return new(ImageFaultKind.Truncated, $"WebP ends at byte {encoded.Length} of the {announced} that its header announces");
        }

        return null;
    }

    private static ImageFault ExplainUnopened(ReadOnlyMemory<byte> encoded, ImageFormat format)
    {
        var name = ImageSignature.Name(format);
        var result = SkiaEncodedImage.WhyUnopened(encoded);

        // Skia does not tell a JPEG that ends within its header from one whose header is wrong.
        var endsEarly = format == ImageFormat.Jpeg
            ? JpegStructure.Read(encoded.Span).Ending == JpegEnding.EndsEarly
            : result == SKCodecResult.IncompleteInput;
        return endsEarly
            ? new(ImageFaultKind.Truncated, $"{name} ends at byte {encoded.Length}, within its header")
            : new(ImageFaultKind.Damaged, $"{name} whose header the decoder refuses ({result})");
    }
}
