namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>Why a sample has no prediction, as far as its bytes and the model's answer tell.</summary>
public enum ImageFaultKind
{
    /// <summary>There are no bytes at all.</summary>
    Empty,

    /// <summary>The bytes are no image of a format that is read here.</summary>
    NotAnImage,

    /// <summary>The image ends before its pixels do.</summary>
    Truncated,

    /// <summary>The decoder refuses the data.</summary>
    Damaged,

    /// <summary>The file or the picture is larger than <see cref="DecodingLimits"/> allow.</summary>
    TooLarge,

    /// <summary>The image was read, but the model answered with NaN or an infinity.</summary>
    NonFiniteOutput,

    /// <summary>Decoding, resizing and inference took longer than the limit that the sample was given.</summary>
    TimedOut,
}
