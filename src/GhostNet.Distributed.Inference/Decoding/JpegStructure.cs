using System.Buffers.Binary;

namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>How the markers of a JPEG stream end.</summary>
internal enum JpegEnding
{
    /// <summary>An end-of-image marker closes the stream, or at least a marker closes the only scan, which is enough for libjpeg to give every row.</summary>
    Complete,

    /// <summary>The bytes end within a scan or a header, or before the end-of-image marker of a stream of several scans.</summary>
    EndsEarly,

    /// <summary>A marker stands where libjpeg accepts none.</summary>
    UnexpectedMarker,
}

/// <summary>
/// Walks the markers of a JPEG stream as libjpeg's <c>read_markers</c> does (jdmarker.c), without decoding. Needed because Skia never calls <c>jpeg_finish_decompress</c>:
/// it reports success for a truncated progressive file, where Pillow raises, and because rows below the crop are not decoded at all.
/// </summary>
/// <param name="Ending">How the stream ends.</param>
/// <param name="Position">Offset of the byte that decided it: the marker, or the end of the bytes.</param>
/// <param name="Marker">The unexpected marker's second byte, else 0.</param>
internal readonly record struct JpegStructure(JpegEnding Ending, int Position, byte Marker)
{
    private const byte Soi = 0xD8;
    private const byte Eoi = 0xD9;
    private const byte Sos = 0xDA;
    private const byte Dri = 0xDD;
    private const byte Tem = 0x01;

    /// <summary>True when the frame that was passed is arithmetic-coded, which not every build of libjpeg decodes.</summary>
    public bool IsArithmeticCoded { get; private init; }

    /// <summary>Walks from the start-of-image marker on; a scan costs one vectorised search for 0xFF.</summary>
    public static JpegStructure Read(ReadOnlySpan<byte> encoded)
    {
        var position = 2;
        var components = 0;
        var severalScans = false;
        var scanSeen = false;
        var restarts = false;
        var arithmetic = false;
        while (NextMarker(encoded, ref position) is { } marker)
        {
            switch (marker)
            {
                case Eoi:
                    return new(JpegEnding.Complete, position, 0) { IsArithmeticCoded = arithmetic };
                case Soi:
                    return new(JpegEnding.UnexpectedMarker, position - 2, marker);
                case Tem or (>= 0xD0 and <= 0xD7):
                    continue;
                case Dri:
                    restarts = position + 3 < encoded.Length && (encoded[position + 2] | encoded[position + 3]) != 0;
                    break;
                case 0xC4 or 0xCC or 0xDB or 0xDC or 0xFE or (>= 0xE0 and <= 0xEF):
                    break;
                case 0xC0 or 0xC1 or 0xC2 or 0xC9 or 0xCA:
                    if (components != 0)
                    {
                        return new(JpegEnding.UnexpectedMarker, position - 2, marker);
                    }

                    components = position + 7 < encoded.Length ? encoded[position + 7] : 0;
                    severalScans = marker is 0xC2 or 0xCA;
                    arithmetic = marker is 0xC9 or 0xCA;
                    break;
                case Sos:
                    if (scanSeen && !severalScans)
                    {
                        return new(JpegEnding.UnexpectedMarker, position - 2, marker);
                    }

                    // A first scan of fewer components than the frame has means that more scans follow.
                    severalScans |= position + 2 < encoded.Length && encoded[position + 2] < components;
                    scanSeen = true;
                    break;
                default:
                    return new(JpegEnding.UnexpectedMarker, position - 2, marker);
            }

            if (!SkipSegment(encoded, ref position))
            {
                break;
            }

            if (marker == Sos && !SkipEntropyCodedData(encoded, restarts, ref position))
            {
                return new(JpegEnding.EndsEarly, encoded.Length, 0);
            }
        }

        // Behind a closed only scan Pillow does not insist on the end-of-image marker; of several scans the last might be missing.
        return new(scanSeen && !severalScans ? JpegEnding.Complete : JpegEnding.EndsEarly, encoded.Length, 0) { IsArithmeticCoded = arithmetic };
    }

    private static byte? NextMarker(ReadOnlySpan<byte> encoded, ref int position)
    {
        while (position < encoded.Length)
        {
            var offset = encoded[position..].IndexOf((byte)0xFF);
            if (offset < 0)
            {
                return null;
            }

            position += offset;
            while (position < encoded.Length && encoded[position] == 0xFF)
            {
                position++;
            }

            if (position < encoded.Length && encoded[position++] is not 0 and var marker)
            {
                return marker;
            }
        }

        return null;
    }

    private static bool SkipSegment(ReadOnlySpan<byte> encoded, ref int position)
    {
        if (position + 2 > encoded.Length)
        {
            return false;
        }

        position += Math.Max((ushort)2, BinaryPrimitives.ReadUInt16BigEndian(encoded[position..]));
        return position <= encoded.Length;
    }

    // Ends in front of the marker that closes the scan. FF00 is a stuffed byte, FFFF a fill byte; a restart marker closes a scan that has no restart interval, as in jdhuff.c.
    private static bool SkipEntropyCodedData(ReadOnlySpan<byte> encoded, bool restarts, ref int position)
    {
        while (position < encoded.Length)
        {
            var offset = encoded[position..].IndexOf((byte)0xFF);
            if (offset < 0 || position + offset + 1 >= encoded.Length)
            {
                break;
            }

            position += offset;
            switch (encoded[position + 1])
            {
                case 0:
                case >= 0xD0 and <= 0xD7 when restarts:
                    position += 2;
                    break;
                case 0xFF:
                    position++;
                    break;
                default:
                    return true;
            }
        }

        return false;
    }
}
