using System.Buffers;
using System.Runtime.InteropServices;

namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>One JPEG inside libturbojpeg, decoded whole: its older API has no rows. Whatever is not sound in every respect is left to Skia.</summary>
internal sealed unsafe class TurboEncodedImage : IEncodedImage
{
    /// <summary>R, G, B and one without meaning.</summary>
    public const int BytesPerPixel = 4;

    private readonly ReadOnlyMemory<byte> _encoded;
    private readonly MemoryHandle _pin;
    private readonly TurboJpegHandle _decompressor;
    private readonly ScratchMemory _scratch;
    private readonly IImageDecoder _otherwise;

    private TurboEncodedImage(ReadOnlyMemory<byte> encoded, MemoryHandle pin, TurboJpegHandle decompressor, ImageHeader header, ScratchMemory scratch, IImageDecoder otherwise)
    {
        (_encoded, _pin, _decompressor, Header, _scratch, _otherwise) = (encoded, pin, decompressor, header, scratch, otherwise);
    }

    /// <inheritdoc/>
    public ImageHeader Header { get; }

    private byte* Address => (byte*)_pin.Pointer;

    private CULong Length => new((nuint)_encoded.Length);

    /// <summary>Opens the image in place, without copying; null when the library fails, warns or would not convert to RGB.</summary>
    /// <param name="encoded">The file's bytes.</param>
    /// <param name="scratch">Where the pixels go.</param>
    /// <param name="otherwise">Decodes what turns out not to be sound.</param>
    public static TurboEncodedImage? Open(ReadOnlyMemory<byte> encoded, ScratchMemory scratch, IImageDecoder otherwise)
    {
        // A new one for each image, at a few microseconds: a decompressor keeps its tables, and would decode a file whose own are lost with those of the image before.
        var decompressor = TurboJpeg.InitDecompress();
        if (decompressor.IsInvalid)
        {
            decompressor.Dispose();
            return null;
        }

        var pin = encoded.Pin();
        if (TurboJpeg.DecompressHeader(decompressor, (byte*)pin.Pointer, new((nuint)encoded.Length), out var width, out var height, out _, out var colourSpace) != 0
            || colourSpace is < 0 or > TurboJpeg.LastColourSpaceToRgb || width < 1 || height < 1)
        {
            pin.Dispose();
            decompressor.Dispose();
            return null;
        }

        return new(encoded, pin, decompressor, new(ImageFormat.Jpeg, width, height), scratch, otherwise);
    }

    /// <inheritdoc/>
    public ImageFault? Decode(RowRange rows, IPixelRows into)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows.First);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.End, Header.Height);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Count, 1);
        if (JpegStructure.Read(_encoded.Span) is not { Ending: JpegEnding.Complete, IsArithmeticCoded: false })
        {
            return DecodeOtherwise(rows, into);
        }

        // Not cleared: every row is written when the library neither fails nor warns, and else none is looked at.
        var rowBytes = Header.Width * BytesPerPixel;
        var pixels = _scratch.Take(rowBytes * Header.Height);
        fixed (byte* address = pixels)
        {
            if (TurboJpeg.Decompress(_decompressor, Address, Length, address, Header.Width, rowBytes, Header.Height, TurboJpeg.Rgbx, TurboJpeg.StopOnWarning) != 0)
            {
                return DecodeOtherwise(rows, into);
            }
        }

        into.Accept(rows.First, rows.Count, pixels.Slice(rows.First * rowBytes, rows.Count * rowBytes));
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _decompressor.Dispose();
        _pin.Dispose();
    }

    private ImageFault? DecodeOtherwise(RowRange rows, IPixelRows into)
    {
        if (!_otherwise.TryOpen(_encoded, out var image, out var fault))
        {
            return fault;
        }

        using (image)
        {
            return image.Decode(rows, into);
        }
    }
}
