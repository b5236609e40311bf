using GhostNet.Distributed.Inference.Decoding;

namespace GhostNet.Distributed.Inference.Tests.Decoding;

/// <summary>The libraries that decode JPEG on this machine.</summary>
internal static class NativeCodec
{
    public static JpegCodec[] Available { get; } = TurboJpegDecoder.IsAvailable ? [JpegCodec.Skia, JpegCodec.TurboJpeg] : [JpegCodec.Skia];

    /// <summary>Skips the test, with the reason, where there is no libturbojpeg.</summary>
    public static void RequireTurboJpeg() =>
        Assert.SkipUnless(TurboJpegDecoder.IsAvailable, "needs libturbojpeg.so.0 of version 2 or later, which is not on this machine (tests/run.sh installs it)");
}
