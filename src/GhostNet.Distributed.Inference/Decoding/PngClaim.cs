using System.Buffers.Binary;

namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>
/// What a PNG's header says of its pixels, held against the bytes that are there. Deflate packs at most 1,032 bytes into one (a copy of 258 bytes takes two bits), so a file of some hundred bytes that
/// claims a hundred million pixels is cut, or made to take memory: either way it is refused before there is memory for them.
/// </summary>
internal static class PngClaim
{
    private const long MostPacked = 1032;
    private const int WidthAt = 16;
    private const int HeightAt = 20;
    private const int DepthAt = 24;
    private const int ColourAt = 25;

    /// <summary>Why the pixels cannot be in the bytes; null when they can, or the header says nothing that is known.</summary>
    public static ImageFault? FaultOf(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length <= ColourAt)
        {
            return null;
        }

        int channels = encoded[ColourAt] switch { 0 or 3 => 1, 2 => 3, 4 => 2, 6 => 4, _ => 0 };
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(encoded[WidthAt..]), BinaryPrimitives.ReadUInt32BigEndian(encoded[HeightAt..]));

        // Widths beyond 31 bits are no PNG's: the decoder refuses them by itself.
        var bytes = (Int128)width * channels * encoded[DepthAt] / 8 * height;
        return bytes > MostPacked * encoded.Length && width <= int.MaxValue && height <= int.MaxValue
            ? new(ImageFaultKind.Truncated, $"PNG ends at byte {encoded.Length}, which cannot hold its {width}×{height} pixels")
            : null;
    }
}
