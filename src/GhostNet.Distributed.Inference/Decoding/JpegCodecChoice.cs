namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>Chooses the library that decodes JPEG: libturbojpeg where this machine has it and Skia where not, unless the environment says which.</summary>
public static class JpegCodecChoice
{
    /// <summary>The environment variable that says which: <c>turbo</c> or <c>skia</c>.</summary>
    public const string Variable = "GHOSTNET_JPEG";

    /// <summary>The choice for this process.</summary>
    /// <exception cref="JpegCodecException">The variable has another value, or asks for libturbojpeg, which is not on this machine.</exception>
    public static JpegCodec ForThisProcess() => Choose(Environment.GetEnvironmentVariable(Variable), TurboJpeg.IsAvailable);

    /// <summary>What a person may be told: the library's name.</summary>
    public static string Name(JpegCodec codec) => codec == JpegCodec.TurboJpeg ? TurboJpeg.Library : "Skia";

    /// <summary>The choice, given what the environment says and whether libturbojpeg is there.</summary>
    /// <exception cref="JpegCodecException">As of the other method.</exception>
    internal static JpegCodec Choose(string? said, bool turboIsAvailable) => said?.Trim().ToLowerInvariant() switch
    {
        null or "" => turboIsAvailable ? JpegCodec.TurboJpeg : JpegCodec.Skia,
        "skia" => JpegCodec.Skia,
        "turbo" when turboIsAvailable => JpegCodec.TurboJpeg,
        "turbo" => throw new JpegCodecException(
            $"{Variable} is turbo, but {TurboJpeg.Library} of version 2 or later cannot be loaded; no image was decoded. Install it (Debian: apt-get install libturbojpeg0), or unset {Variable}: Skia then decodes to the same pixels."),
        _ => throw new JpegCodecException($"{Variable} is \"{said}\"; expected turbo or skia, or nothing. No image was decoded."),
    };
}

/// <summary>The environment asks for a library to decode JPEG with that does not exist or is not here; the message says what to do.</summary>
public sealed class JpegCodecException(string message) : Exception(message);
