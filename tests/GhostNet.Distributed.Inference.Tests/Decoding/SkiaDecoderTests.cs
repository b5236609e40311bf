using System.Buffers.Binary;
using CsCheck;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Tests.Preprocessing;

namespace GhostNet.Distributed.Inference.Tests.Decoding;

public sealed class SkiaDecoderTests : IDisposable
{
    private readonly SkiaDecoder _decoder = new();

    [Fact]
    public void Headers_of_all_fixtures_are_as_listed_and_decided_by_content()
    {
        foreach (var fixture in PreprocessFixture.All)
        {
            Assert.True(_decoder.TryOpen(fixture.Bytes, out var image, out _));
            using (image)
            {
                var isPng = fixture.File.EndsWith(".png", StringComparison.Ordinal) || fixture.File == "png-named.JPEG";
                Assert.Equal((fixture.File, new ImageHeader(isPng ? ImageFormat.Png : ImageFormat.Jpeg, fixture.Width, fixture.Height)), (fixture.File, image.Header));
            }
        }
    }

    [Theory]
    [InlineData("420-odd.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("cmyk.jpg")]
    [InlineData("restart-optimized.jpg")]
    [InlineData("rgba.png")]
    public void Rows_decoded_alone_are_those_of_the_whole_image(string file)
    {
        var bytes = PreprocessFixture.Named(file).Bytes;
        var (whole, _) = Decode(bytes, (_, height) => new(0, height));

        foreach (var (first, end) in new[] { (0, 1), (7, 40), (33, 200), (101, 102) })
        {
            var (part, fault) = Decode(bytes, (_, _) => new(first, end));
            var rowBytes = whole.Rgb.Length / whole.Rows;
            Assert.Null(fault);
            Assert.Equal(whole.Rgb[(first * rowBytes)..(end * rowBytes)], part.Rgb);
        }
    }

    [Fact]
    public void No_bytes_are_an_empty_fault() => Assert.Equal(new(ImageFaultKind.Empty, "0 bytes"), FaultOf([]));

    [Theory]
    [InlineData("hello, this is text", "no known image format; it begins with the bytes 68656C6C6F2C2074")]
    [InlineData("<html>404</html>", "HTML")]
    [InlineData("II*\0 pretends to be TIFF", "TIFF")]
    [InlineData("\0\0 would be a WBMP, whose signature is no signature", "no known image format")]
    public void Bytes_of_no_known_format_are_not_an_image(string text, string detail)
    {
        var fault = FaultOf(System.Text.Encoding.Latin1.GetBytes(text));

        Assert.Equal(ImageFaultKind.NotAnImage, fault?.Kind);
        Assert.Contains(detail, fault?.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_png_that_claims_more_pixels_than_its_bytes_can_hold_is_refused_before_there_is_memory_for_them()
    {
        // 12,000 × 12,000 RGB in the fixture's bytes: 412 MiB would be taken, only to find that the file ends.
        var bytes = PreprocessFixture.Named("rgb.png").Bytes.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), 12_000);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), 12_000);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), System.IO.Hashing.Crc32.HashToUInt32(bytes.AsSpan(12, 17)));

        Assert.Equal(new(ImageFaultKind.Truncated, $"PNG ends at byte {bytes.Length}, which cannot hold its 12000×12000 pixels"), FaultOf(bytes));
    }

    [Fact]
    public void A_png_packed_as_tightly_as_can_be_is_decoded()
    {
        // Black: deflate's longest copies, one behind the other.
        using var picture = new SkiaSharp.SKBitmap(new SkiaSharp.SKImageInfo(3000, 3000, SkiaSharp.SKColorType.Gray8, SkiaSharp.SKAlphaType.Opaque));
        picture.Erase(SkiaSharp.SKColors.Black);
        using var pixmap = picture.PeekPixels();
        using var file = pixmap.Encode(new SkiaSharp.SKPngEncoderOptions(SkiaSharp.SKPngEncoderFilterFlags.None, 9))!;
        var bytes = file.ToArray();

        Assert.InRange(9_000_000.0 / bytes.Length, 900, 1032);
        Assert.Null(FaultOf(bytes));
    }

    [Fact]
    public void Half_a_baseline_jpeg_is_truncated_and_tells_byte_and_row()
    {
        var bytes = PreprocessFixture.Named("420-landscape.jpg").Bytes;

        var fault = FaultOf(bytes[..(bytes.Length / 2)]);

        Assert.Equal(new(ImageFaultKind.Truncated, "JPEG ends at byte 26242, before its end-of-image marker, after row 190 of 375"), fault);
    }

    [Theory]
    [InlineData("420-landscape.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("restart-optimized.jpg")]
    [InlineData("gray.jpg")]
    [InlineData("cmyk.jpg")]
    [InlineData("rgb.png")]
    [InlineData("palette.png")]
    public void An_image_cut_anywhere_is_truncated_or_no_image_at_all(string file)
    {
        var bytes = PreprocessFixture.Named(file).Bytes;
        int[] lengths = [1, 2, 3, 4, 8, 20, 40, 200, 600, .. Enumerable.Range(1, 30).Select(i => bytes.Length * i / 31)];

        foreach (var length in lengths)
        {
            var kind = FaultOf(bytes[..length])?.Kind;
            Assert.True(kind is ImageFaultKind.Truncated || (length < 8 && kind is ImageFaultKind.NotAnImage), $"{file} cut at {length} of {bytes.Length} was {kind}");
        }
    }

    [Theory]
    [InlineData("420-landscape.jpg")]
    [InlineData("progressive.jpg")]
    public void A_jpeg_without_its_last_marker_is_truncated_as_for_Pillow(string file)
    {
        var bytes = PreprocessFixture.Named(file).Bytes;

        Assert.Equal(ImageFaultKind.Truncated, FaultOf(bytes[..^2])?.Kind);
        Assert.Equal(ImageFaultKind.Truncated, FaultOf(bytes[..^1])?.Kind);
        Assert.Null(FaultOf([.. bytes, .. "trailing bytes"u8]));
    }

    [Fact]
    public void Truncation_below_the_rows_that_are_needed_is_still_seen()
    {
        var bytes = PreprocessFixture.Named("420-landscape.jpg").Bytes;

        var (_, fault) = Decode(bytes[..^2000], (_, _) => new(0, 16));

        Assert.Equal(ImageFaultKind.Truncated, fault?.Kind);
    }

    [Theory]
    [InlineData(0xD9)]
    [InlineData(0xE7)]
    [InlineData(0xD3)]
    public void A_marker_in_the_only_scan_ends_it_early_and_is_no_fault_as_for_Pillow(byte marker)
    {
        var bytes = PreprocessFixture.Named("420-landscape.jpg").Bytes;
        var cut = bytes.Length / 2;

        var (rows, fault) = Decode([.. bytes[..cut], 0xFF, marker], (_, height) => new(0, height));

        Assert.Null(fault);
        Assert.Equal(375, rows.Rows);
    }

    [Fact]
    public void A_marker_that_ends_a_progressive_file_early_is_a_fault()
    {
        var bytes = PreprocessFixture.Named("progressive.jpg").Bytes;

        Assert.Equal(ImageFaultKind.Truncated, FaultOf([.. bytes[..(bytes.Length / 2)], 0xFF, 0xE7])?.Kind);
    }

    [Fact]
    public void A_marker_that_libjpeg_refuses_is_damage_that_names_its_place()
    {
        var bytes = PreprocessFixture.Named("420-landscape.jpg").Bytes;
        bytes[^300] = 0xFF;
        bytes[^299] = 0xC0;

        Assert.Equal(new(ImageFaultKind.Damaged, $"JPEG has the unexpected marker FFC0 at byte {bytes.Length - 300}"), FaultOf(bytes));
    }

    [Fact]
    public void A_png_with_a_wrong_checksum_is_damaged()
    {
        var bytes = PreprocessFixture.Named("rgb.png").Bytes;
        bytes[bytes.Length / 2] ^= 0x55;

        Assert.Equal(ImageFaultKind.Damaged, FaultOf(bytes)?.Kind);
    }

    [Fact]
    public void Size_is_refused_by_the_header_before_pixels_are_decoded()
    {
        // 60,000 × 60,000 announced, nothing behind it.
        byte[] jpeg = [.. PreprocessFixture.Named("444.jpg").Bytes];
        var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 60_000);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 60_000);

        Assert.Equal(new(ImageFaultKind.TooLarge, "JPEG of 60000×60000 pixels, 3600000000 in all; at most 178956970 are decoded"), FaultOf(jpeg));
    }

    [Fact]
    public void Limits_on_bytes_and_pixels_are_those_that_are_set()
    {
        var bytes = PreprocessFixture.Named("444.jpg").Bytes;
        using var fewBytes = new SkiaDecoder(new() { MaxImageBytes = bytes.Length - 1 });
        using var fewPixels = new SkiaDecoder(new() { MaxPixels = (401 * 300) - 1 });
        using var enough = new SkiaDecoder(new() { MaxImageBytes = bytes.Length, MaxPixels = 401 * 300 });

        Assert.Equal(ImageFaultKind.TooLarge, FaultOf(bytes, fewBytes)?.Kind);
        Assert.Equal(ImageFaultKind.TooLarge, FaultOf(bytes, fewPixels)?.Kind);
        Assert.Null(FaultOf(bytes, enough));
    }

    [Fact]
    public void Flipped_bytes_give_a_fault_or_pixels_of_this_image_alone()
    {
        // Two decoders with different pasts must agree on every damaged file: a pixel left over from the past would tell them apart.
        string[] files = ["420-landscape.jpg", "progressive.jpg", "restart-optimized.jpg", "palette.png", "rgba.png", "small-upscaled.jpg"];
        using var other = new SkiaDecoder();
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Int[0, int.MaxValue], Gen.Byte, Gen.Int[0, files.Length - 1]).Sample(
            (file, place, value, past) =>
            {
                var bytes = PreprocessFixture.Named(files[file]).Bytes;
                bytes[place % bytes.Length] = value;
                _ = FaultOf(PreprocessFixture.Named(files[past]).Bytes, other);

                var (rows, fault) = Decode(bytes, (_, height) => new(0, height));
                var (otherRows, otherFault) = Decode(bytes, (_, height) => new(0, height), other);

                Assert.Equal(fault, otherFault);
                Assert.True(fault is not null || rows.Rgb.AsSpan().SequenceEqual(otherRows.Rgb), $"byte {place % bytes.Length} of {files[file]} = {value}");
            },
            iter: 150,
            threads: 1);
    }

    public void Dispose() => _decoder.Dispose();

    private ImageFault? FaultOf(byte[] bytes, SkiaDecoder? decoder = null) => Decode(bytes, (_, height) => new(0, height), decoder).Fault;

    private (CollectedRows Rows, ImageFault? Fault) Decode(byte[] bytes, Func<int, int, RowRange> choose, SkiaDecoder? decoder = null)
    {
        var rows = new CollectedRows();
        if (!(decoder ?? _decoder).TryOpen(bytes, out var image, out var fault))
        {
            return (rows, fault);
        }

        using (image)
        {
            return (rows, image.Decode(choose(image.Header.Width, image.Header.Height), rows));
        }
    }
}
