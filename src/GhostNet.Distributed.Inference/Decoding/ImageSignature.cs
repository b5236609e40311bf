namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>Tells formats by their first bytes; ImageNet val itself holds a PNG named .JPEG, so names decide nothing.</summary>
internal static class ImageSignature
{
    /// <summary>The format that the first bytes announce, or null.</summary>
    public static ImageFormat? Recognise(ReadOnlySpan<byte> encoded) => encoded switch
    {
        [0xFF, 0xD8, 0xFF, ..] => ImageFormat.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ImageFormat.Png,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => ImageFormat.WebP,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => ImageFormat.Gif,
        [(byte)'B', (byte)'M', ..] => ImageFormat.Bmp,
        [0, 0, 1, 0, ..] => ImageFormat.Ico,
        _ => null,
    };

    /// <summary>What unreadable bytes seem to be: the name of another format, or their first bytes.</summary>
    public static string Describe(ReadOnlySpan<byte> encoded) => encoded switch
    {
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "TIFF, a format that is not read here",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "an ISO media file (HEIF, AVIF or video), a format that is not read here",
        [0x1F, 0x8B, ..] => "gzip data, not an image",
        [(byte)'P', (byte)'K', 3, 4, ..] => "a zip archive, not an image",
        [(byte)'<', ..] => "text that begins with '<' (HTML, XML or SVG), not an image",
        _ => $"no known image format; it begins with the bytes {Convert.ToHexString(encoded[..Math.Min(8, encoded.Length)])}",
    };

    /// <summary>The name people use.</summary>
    public static string Name(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => "JPEG",
        ImageFormat.Png => "PNG",
        ImageFormat.Bmp => "BMP",
        ImageFormat.Gif => "GIF",
        ImageFormat.Ico => "ICO",
        _ => format.ToString(),
    };
}
