using System.Buffers.Binary;
using System.IO.Hashing;
using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Preprocessing;
using GhostNet.Distributed.Models.Recipes;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>
/// Damaged images, from their bytes to the model's input: header, decoder, resampler. No exception is declared: what cannot be decoded is a fault, which is a value. A crash of the native
/// code would end the process.
/// </summary>
internal abstract class ImageTarget(string name, JpegCodec codec, IReadOnlyList<byte[]> words, params string[] files) : FuzzTarget(
    name, FormatKind.Binary, [.. files.Select(file => File.ReadAllBytes(Repository.Fixture("fuzzing", "images", file)))], words), IDisposable
{
    // Beyond 2^18 pixels an image is refused by its header, as beyond 178 million otherwise: the way there is the same, and what the pixels take is not what is looked for here.
    private static readonly DecodingLimits Limits = new() { MaxPixels = 1 << 18 };

    private readonly Preprocessor _preprocessor = new(new Recipe { Resize = 20, Crop = 16 }, Limits, jpeg: codec);
    private readonly byte[] _crop = new byte[16 * 16 * 3];

    /// <summary>Plans of resizes, which depend on the size of the picture; its pixels are not in managed memory.</summary>
    public override long MemoryLimit(int inputLength) => (4 << 20) + (16L * inputLength);

    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        if (_preprocessor.Crop(input, _crop) is not { } fault)
        {
            return true;
        }

        return fault.Detail.Length is > 0 and < 300 && !fault.Detail.Any(char.IsControl) ? false : throw new InvalidOperationException($"The fault is told as '{fault.Detail}'.");
    }

    /// <inheritdoc/>
    public void Dispose() => _preprocessor.Dispose();
}

/// <summary>What JPEG streams are made of.</summary>
internal static class JpegWords
{
    public static readonly byte[][] All =
    [
        .. Enumerable.Range(0xC0, 0x40).Select(marker => new byte[] { 0xFF, (byte)marker }), [0xFF, 0x00], [0xFF, 0xFF], [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0], [0xFF, 0xDD, 0, 4, 0, 1], [0xFF, 0xC0, 0, 11, 8, 0xFF, 0xFF, 0xFF, 0xFF, 1, 1, 0x11, 0], [0, 2], [0xFF, 0xFE, 0xFF, 0xFF],
    ];

    public static readonly string[] Files = ["baseline-420.jpg", "baseline-444.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg", "restart.jpg"];
}

/// <summary>JPEG by Skia.</summary>
internal sealed class SkiaJpegTarget() : ImageTarget("image-jpeg-skia", JpegCodec.Skia, JpegWords.All, JpegWords.Files);

/// <summary>JPEG by libturbojpeg, and by Skia what that leaves to it.</summary>
internal sealed class TurboJpegTarget() : ImageTarget("image-jpeg-turbo", JpegCodec.TurboJpeg, JpegWords.All, JpegWords.Files);

/// <summary>PNG; the checksums of its chunks are mostly made right again.</summary>
internal sealed class PngTarget() : ImageTarget(
    "image-png", JpegCodec.Skia, Texts.Utf8("IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "iCCP", "acTL", "fdAT", "eXIf", "\0\0\0\0IEND"), "rgb.png", "rgba.png", "grey.png", "bits.png", "palette.png", "grey16.png")
{
    /// <inheritdoc/>
    public override byte[] Make(Random random)
    {
        var bytes = base.Make(random);
        for (var at = 8L; random.Next(64) > 0 && at + 12 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan((int)at));
            if (at + 12 + length > bytes.Length)
            {
                break;
            }

            var end = (int)(at + 8 + length);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(end), Crc32.HashToUInt32(bytes.AsSpan((int)at + 4, (int)length + 4)));
            at = end + 4;
        }

        return bytes;
    }
}

/// <summary>WebP; the length of its container is mostly made right again.</summary>
internal sealed class WebPTarget() : ImageTarget(
    "image-webp", JpegCodec.Skia, Texts.Utf8("RIFF", "WEBP", "VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP", "EXIF"), "lossy.webp", "lossless-alpha.webp", "lossy-alpha.webp", "animated.webp")
{
    /// <inheritdoc/>
    public override byte[] Make(Random random)
    {
        var bytes = base.Make(random);
        if (bytes.Length >= 8 && random.Next(8) > 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)bytes.Length - 8);
        }

        return bytes;
    }
}

/// <summary>GIF.</summary>
internal sealed class GifTarget() : ImageTarget("image-gif", JpegCodec.Skia, [.. Texts.Utf8("GIF87a", "GIF89a", ",", ";"), [0x21, 0xF9, 4, 1, 0, 0, 0, 0], [0x2C, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0], [0xFF]], "plain.gif", "animated.gif");

/// <summary>Windows bitmaps.</summary>
internal sealed class BmpTarget() : ImageTarget("image-bmp", JpegCodec.Skia, [[40, 0, 0, 0], [124, 0, 0, 0], [12, 0, 0, 0], [0, 0], [0, 1], [0, 2, 255, 255], [255, 255, 255, 255]], "rgb.bmp", "palette.bmp", "bits.bmp", "run-lengths.bmp");

/// <summary>Windows icons.</summary>
internal sealed class IcoTarget() : ImageTarget("image-ico", JpegCodec.Skia, [[0, 0, 1, 0, 255, 255], [0, 0, 0, 0], [255, 255, 255, 255], [0x89, (byte)'P', (byte)'N', (byte)'G']], "png.ico", "bmp.ico");

/// <summary>The walk over a JPEG's markers, and the signatures of every format.</summary>
internal sealed class ImageHeaderTarget() : FuzzTarget("image-header", FormatKind.Binary, [.. JpegWords.Files.Select(file => File.ReadAllBytes(Repository.Fixture("fuzzing", "images", file)))], JpegWords.All)
{
    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        var structure = JpegStructure.Read(input);
        if (structure.Position < 0 || (structure.Position > input.Length && input.Length > 2) || ImageSignature.Describe(input).Any(char.IsControl))
        {
            throw new InvalidOperationException($"The markers end at {structure.Position} of {input.Length}.");
        }

        return structure.Ending == JpegEnding.Complete && ImageSignature.Recognise(input) == ImageFormat.Jpeg;
    }
}
