namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>Sizes above which an image is refused before any memory is taken for its pixels.</summary>
public sealed record DecodingLimits
{
    /// <summary>The defaults.</summary>
    public static DecodingLimits Default { get; } = new();

    /// <summary>
    /// Largest width × height, read from the header. 178,956,970 by default, where Pillow raises its DecompressionBombError. Too small refuses real photographs;
    /// too large lets one file of a few bytes take 4 bytes a pixel in each decoding thread (JPEG, decoded in strips, takes far less).
    /// </summary>
    public long MaxPixels { get; init; } = 178_956_970;

    /// <summary>Longest encoded image, in bytes; 134,217,728 (128 MiB) by default. Too small refuses large PNG files; too large only costs the time to read them.</summary>
    public int MaxImageBytes { get; init; } = 128 * 1024 * 1024;
}
