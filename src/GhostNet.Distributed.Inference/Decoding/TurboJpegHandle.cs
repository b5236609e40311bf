using Microsoft.Win32.SafeHandles;

namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>A decompressor of libturbojpeg.</summary>
internal sealed class TurboJpegHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <inheritdoc/>
    protected override bool ReleaseHandle() => TurboJpeg.Destroy(handle) == 0;
}
