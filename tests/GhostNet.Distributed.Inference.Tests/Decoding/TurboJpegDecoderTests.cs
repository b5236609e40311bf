using CsCheck;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Preprocessing;
using GhostNet.Distributed.Inference.Tests.Preprocessing;
using GhostNet.Distributed.Models.Recipes;
using GhostNet.Distributed.Testing;
using SkiaSharp;

namespace GhostNet.Distributed.Inference.Tests.Decoding;

/// <summary>libturbojpeg held against Skia: the same pixels, and of damaged files the same faults.</summary>
public sealed class TurboJpegDecoderTests : IDisposable
{
    /// <summary>libjpeg-turbo's own switch: 1 keeps it from using SIMD.</summary>
    public const string WithoutSimd = "JSIMD_FORCENONE";

    private readonly SkiaDecoder _skia = new();
    private readonly TurboJpegDecoder _turbo;

    public TurboJpegDecoderTests()
    {
        NativeCodec.RequireTurboJpeg();
        _turbo = new();
    }

    public static TheoryData<string> Files =>
    [
        .. PreprocessFixture.All.Select(f => f.File),
        .. Directory.GetFiles(Path.Combine(Repository.Root, "tests", "GhostNet.Distributed.Inference.Tests", "Fixtures", "formats")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_fixture_has_the_same_pixels_whole_and_in_part(string file)
    {
        var bytes = BytesOf(file);

        AssertSame(file, bytes, null);
        AssertSame(file, bytes, new(7, 20));
    }

    [Fact]
    public void Every_photograph_has_the_same_pixels()
    {
        var photographs = Directory.GetFiles(Path.Combine(SharedData.ImagenetSample, "images"), "*", SearchOption.AllDirectories);

        Assert.All(photographs, file => AssertSame(file, File.ReadAllBytes(file), null));
    }

    [Fact]
    public void Damaged_files_have_the_same_fault_or_where_neither_library_has_SIMD_the_same_pixels()
    {
        var simd = Environment.GetEnvironmentVariable(WithoutSimd) != "1";
        DamagedJpeg.Any.Sample(
            damaged =>
            {
                var (skia, skiaFault) = Decode(_skia, damaged.Bytes);
                var (turbo, turboFault) = Decode(_turbo, damaged.Bytes);

                Assert.Equal((damaged.ToString(), skiaFault), (damaged.ToString(), turboFault));

                // SIMD overflows differently, for coefficients that no encoder writes: Pillow's pixels then, and not Skia's, whose x64 build has none. The other way round it is a matter of the machine.
                Assert.True(simd || skiaFault is not null || skia.Rgb.AsSpan().SequenceEqual(turbo.Rgb), $"{damaged} decodes to other pixels");
            },
            iter: 800,
            threads: 1);
    }

    [Fact]
    public void Pixels_of_a_damaged_file_do_not_depend_on_what_was_decoded_before()
    {
        string[] past = ["420-landscape.jpg", "gray.jpg", "progressive.jpg", "cmyk.jpg"];
        using var other = new TurboJpegDecoder();
        Gen.Select(DamagedJpeg.Any, Gen.Int[0, past.Length - 1]).Sample(
            (damaged, before) =>
            {
                _ = Decode(other, BytesOf(past[before]));

                var (rows, fault) = Decode(_turbo, damaged.Bytes);
                var (otherRows, otherFault) = Decode(other, damaged.Bytes);

                Assert.Equal(fault, otherFault);
                Assert.True(fault is not null || rows.Rgb.AsSpan().SequenceEqual(otherRows.Rgb), damaged.ToString());
            },
            iter: 200,
            threads: 1);
    }

    [Theory]
    [InlineData(0xDB)]
    [InlineData(0xC4)]
    public void Tables_that_a_file_has_lost_are_never_those_of_the_image_before(byte marker)
    {
        var bytes = BytesOf("420-landscape.jpg");
        var withoutTables = WithoutSegments(bytes, marker);
        var (_, before) = Decode(_turbo, BytesOf("low-quality.jpg"));

        var (rows, fault) = Decode(_turbo, withoutTables);

        Assert.Null(before);
        Assert.NotEqual(bytes.Length, withoutTables.Length);
        var (expectedRows, expectedFault) = Decode(_skia, withoutTables);
        Assert.Equal(expectedFault, fault);
        Assert.Equal(expectedFault is null ? expectedRows.Rgb : [], fault is null ? rows.Rgb : []);
    }

    [Fact]
    public void A_picture_too_large_to_be_decoded_at_once_is_decoded_in_strips_to_the_same_pixels()
    {
        using var bitmap = new SKBitmap(4200, 4100, SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Erase(new SKColor(200, 100, 50));
        using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 80);

        AssertSame("a large picture", jpeg.ToArray(), new(4000, 4010));
    }

    [Fact]
    public void Limits_refuse_as_Skias_do()
    {
        var bytes = BytesOf("444.jpg");
        using var fewBytes = new TurboJpegDecoder(new() { MaxImageBytes = bytes.Length - 1 });
        using var fewPixels = new TurboJpegDecoder(new() { MaxPixels = (401 * 300) - 1 });

        Assert.Equal(ImageFaultKind.TooLarge, Decode(fewBytes, bytes).Fault?.Kind);
        Assert.Equal(new(ImageFaultKind.TooLarge, "JPEG of 401×300 pixels, 120300 in all; at most 120299 are decoded"), Decode(fewPixels, bytes).Fault);
    }

    [Fact]
    public void A_preprocessor_decodes_with_the_library_that_it_is_told()
    {
        var bytes = PreprocessFixture.Named("422.jpg");
        foreach (var codec in NativeCodec.Available)
        {
            using var preprocessor = new Preprocessor(Recipe.ImageNet, jpeg: codec);
            var rgb = new byte[preprocessor.CropLength];

            Assert.Null(preprocessor.Crop(bytes.Bytes, rgb));

            Assert.Equal((codec, bytes.Sha256), (codec, PreprocessFixture.Hash(rgb)));
        }
    }

    public void Dispose()
    {
        _skia.Dispose();
        _turbo?.Dispose();
    }

    private static byte[] BytesOf(string file) => PreprocessFixture.All.FirstOrDefault(f => f.File == file)?.Bytes
        ?? File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "GhostNet.Distributed.Inference.Tests", "Fixtures", "formats", file));

    private void AssertSame(string name, byte[] bytes, RowRange? wanted)
    {
        var (skia, skiaFault) = Decode(_skia, bytes, wanted);
        var (turbo, turboFault) = Decode(_turbo, bytes, wanted);

        Assert.Equal((name, skiaFault, skia.Rows), (name, turboFault, turbo.Rows));
        Assert.True(skia.Rgb.AsSpan().SequenceEqual(turbo.Rgb), $"{name} decodes to other pixels");
    }

    private static byte[] WithoutSegments(byte[] jpeg, byte marker)
    {
        List<byte> kept = [0xFF, 0xD8];
        var position = 2;
        while (jpeg[position + 1] != 0xDA)
        {
            var length = 2 + (jpeg[position + 2] << 8) + jpeg[position + 3];
            if (jpeg[position + 1] != marker)
            {
                kept.AddRange(jpeg.AsSpan(position, length));
            }

            position += length;
        }

        return [.. kept, .. jpeg[position..]];
    }

    private static (CollectedRows Rows, ImageFault? Fault) Decode(IImageDecoder decoder, byte[] bytes, RowRange? wanted = null)
    {
        var rows = new CollectedRows();
        if (!decoder.TryOpen(bytes, out var image, out var fault))
        {
            return (rows, fault);
        }

        using (image)
        {
            return (rows, image.Decode(wanted ?? new(0, image.Header.Height), rows));
        }
    }
}
