namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>Which library decodes JPEG. Both give the same pixels and the same faults.</summary>
public enum JpegCodec
{
    /// <summary>Skia's own libjpeg-turbo, row by row and only as far down as is needed. Always there; on x64 it is built without SIMD.</summary>
    Skia,

    /// <summary>The system's libturbojpeg (<c>libturbojpeg.so.0</c>, Debian's package <c>libturbojpeg0</c>), about a third less CPU time on x64; what it cannot do exactly goes to Skia.</summary>
    TurboJpeg,
}
