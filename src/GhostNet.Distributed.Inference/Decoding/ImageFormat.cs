namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>The formats that are read, all of which Pillow reads too, so that the meaning of their pixels could be compared.</summary>
public enum ImageFormat
{
    /// <summary>JPEG: baseline, extended or progressive.</summary>
    Jpeg,

    /// <summary>Portable Network Graphics.</summary>
    Png,

    /// <summary>WebP, lossy or lossless; the first frame.</summary>
    WebP,

    /// <summary>Windows bitmap.</summary>
    Bmp,

    /// <summary>GIF; the first frame.</summary>
    Gif,

    /// <summary>Windows icon; its largest picture.</summary>
    Ico,
}
