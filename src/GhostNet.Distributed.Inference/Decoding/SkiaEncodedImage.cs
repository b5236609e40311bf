using System.Buffers;
using SkiaSharp;

namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>One image inside Skia. JPEG goes through the scanline interface, in strips that stay in the cache and only as far down as is needed; the others are decoded whole.</summary>
internal sealed unsafe class SkiaEncodedImage : IEncodedImage
{
    private const int StripRows = 32;
    private const int BytesPerPixel = 4;

    private readonly ReadOnlyMemory<byte> _encoded;
    private readonly MemoryHandle _pin;
    private readonly SKData _source;
    private readonly SKCodec _codec;
    private readonly ScratchMemory _scratch;
    private readonly SKImageInfo _pixels;

    private SkiaEncodedImage(ReadOnlyMemory<byte> encoded, MemoryHandle pin, SKData source, SKCodec codec, ImageFormat format, ScratchMemory scratch)
    {
        (_encoded, _pin, _source, _codec, _scratch) = (encoded, pin, source, codec, scratch);
        Header = new(format, codec.Info.Width, codec.Info.Height);

        // Without a colour space Skia converts none; unpremultiplied, because Pillow drops alpha without blending.
        _pixels = new(Header.Width, Header.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, null);
    }

    /// <inheritdoc/>
    public ImageHeader Header { get; }

    private string Name => ImageSignature.Name(Header.Format);

    /// <summary>Opens the image in place, without copying; null when Skia refuses the header.</summary>
    public static SkiaEncodedImage? Open(ReadOnlyMemory<byte> encoded, ImageFormat format, ScratchMemory scratch)
    {
        var pin = encoded.Pin();
        var source = SKData.Create((IntPtr)pin.Pointer, encoded.Length);
        var codec = SKCodec.Create(source);
        if (codec is null || codec.Info.Width < 1 || codec.Info.Height < 1)
        {
            codec?.Dispose();
            source.Dispose();
            pin.Dispose();
            return null;
        }

        return new(encoded, pin, source, codec, format, scratch);
    }

    /// <summary>Skia's reason for not opening what <see cref="Open"/> could not.</summary>
    public static SKCodecResult WhyUnopened(ReadOnlyMemory<byte> encoded)
    {
        using var pin = encoded.Pin();
        using var source = SKData.Create((IntPtr)pin.Pointer, encoded.Length);
        using var stream = new SKMemoryStream(source);
        using var codec = SKCodec.Create(stream, out var result);
        return result;
    }

    /// <inheritdoc/>
    public ImageFault? Decode(RowRange rows, IPixelRows into)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows.First);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.End, Header.Height);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Count, 1);
        return Header.Format == ImageFormat.Jpeg ? DecodeJpeg(rows, into) : DecodeWhole(rows, into);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _codec.Dispose();
        _source.Dispose();
        _pin.Dispose();
    }

    private ImageFault? DecodeJpeg(RowRange rows, IPixelRows into)
    {
        var structure = JpegStructure.Read(_encoded.Span);
        switch (structure.Ending)
        {
            case JpegEnding.EndsEarly:
                return new(ImageFaultKind.Truncated, $"JPEG ends at byte {_encoded.Length}, before its end-of-image marker{RowsBeforeTheEnd()}");
            case JpegEnding.UnexpectedMarker:
                return new(ImageFaultKind.Damaged, $"JPEG has the unexpected marker FF{structure.Marker:X2} at byte {structure.Position}");
        }

        var started = _codec.StartScanlineDecode(_pixels);
        if (started != SKCodecResult.Success || (rows.First > 0 && !_codec.SkipScanlines(rows.First)))
        {
            return new(ImageFaultKind.Damaged, $"JPEG that the decoder refuses ({started})");
        }

        var decoded = ReadStrips(rows, into);
        return decoded == rows.Count ? null : new(ImageFaultKind.Damaged, $"JPEG whose data the decoder refuses after row {rows.First + decoded} of {Header.Height}");
    }

    private int ReadStrips(RowRange rows, IPixelRows? into)
    {
        var rowBytes = Header.Width * BytesPerPixel;
        var strip = _scratch.TakeCleared(Math.Min(StripRows, rows.Count) * rowBytes);
        fixed (byte* address = strip)
        {
            for (var row = rows.First; row < rows.End; row += StripRows)
            {
                var wanted = Math.Min(StripRows, rows.End - row);
                var got = _codec.GetScanlines((IntPtr)address, wanted, rowBytes);
                if (got != wanted)
                {
                    return row - rows.First + Math.Max(0, got);
                }

                into?.Accept(row, wanted, strip[..(wanted * rowBytes)]);
            }
        }

        return rows.Count;
    }

    // Only for the message, in the rare case of a fault: the rows that can still be decoded. A progressive file has no such row.
    private string RowsBeforeTheEnd() =>
        _codec.StartScanlineDecode(_pixels) == SKCodecResult.Success && ReadStrips(new(0, Header.Height), into: null) is var rows && rows < Header.Height
            ? $", after row {rows} of {Header.Height}"
            : "";

    private ImageFault? DecodeWhole(RowRange rows, IPixelRows into)
    {
        var rowBytes = Header.Width * BytesPerPixel;
        if ((long)rowBytes * Header.Height > int.MaxValue)
        {
            return new(ImageFaultKind.TooLarge, $"{Name} of {Header.Width}×{Header.Height} pixels, more than {int.MaxValue} bytes when decoded");
        }

        var all = _scratch.TakeCleared(rowBytes * Header.Height);
        SKCodecResult result;
        fixed (byte* address = all)
        {
            result = _codec.GetPixels(_pixels, (IntPtr)address);
        }

        switch (result)
        {
            case SKCodecResult.Success:
                into.Accept(rows.First, rows.Count, all.Slice(rows.First * rowBytes, rows.Count * rowBytes));
                return null;
            case SKCodecResult.IncompleteInput:
                return new(ImageFaultKind.Truncated, $"{Name} ends at byte {_encoded.Length}, before its {Header.Width}×{Header.Height} pixels do");
            default:
                return new(ImageFaultKind.Damaged, $"{Name} whose data the decoder refuses ({result})");
        }
    }
}
