using System.Runtime.InteropServices;

namespace GhostNet.Distributed.Inference.Decoding;

/// <summary>The part of the TurboJPEG API (turbojpeg.h, as of 2.0; 3.x still has it) that is used, and its constants.</summary>
internal static unsafe partial class TurboJpeg
{
    /// <summary>The library's name, by its binary interface, which has not changed since 1.2.</summary>
    public const string Library = "libturbojpeg.so.0";

    /// <summary><c>TJPF_RGBX</c>: 4 bytes a pixel, the fourth without meaning.</summary>
    public const int Rgbx = 2;

    /// <summary><c>TJCS_RGB</c>, <c>TJCS_YCbCr</c> and <c>TJCS_GRAY</c> are the colour spaces from 0 to here; behind it come CMYK and YCCK, which the library does not convert.</summary>
    public const int LastColourSpaceToRgb = 2;

    /// <summary><c>TJFLAG_STOPONWARNING</c>: fails at the first warning, since what is decoded beyond it is not used. Says nothing about how pixels are computed.</summary>
    public const int StopOnWarning = 8192;

    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>Whether this machine has the library, at least of version 2: older ones decode damaged data without a word.</summary>
    public static bool IsAvailable => Loaded.Value;

    /// <summary>A decompressor; invalid when there is no memory for it.</summary>
    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    public static partial TurboJpegHandle InitDecompress();

    /// <summary>Frees a decompressor; 0 when it did.</summary>
    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    public static partial int Destroy(IntPtr handle);

    /// <summary>Reads the header; 0 when there was neither an error nor a warning.</summary>
    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    public static partial int DecompressHeader(TurboJpegHandle handle, byte* jpeg, CULong length, out int width, out int height, out int subsampling, out int colourSpace);

    /// <summary>Decodes all rows; 0 when there was neither an error nor a warning.</summary>
    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    public static partial int Decompress(TurboJpegHandle handle, byte* jpeg, CULong length, byte* pixels, int width, int pitch, int height, int pixelFormat, int flags);

    // tjGetErrorCode came with 2.0, as did the return code for warnings. The library stays loaded for the life of the process.
    private static bool Load() => OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad(Library, typeof(TurboJpeg).Assembly, searchPath: null, out var library)
        && NativeLibrary.TryGetExport(library, "tjGetErrorCode", out _)
        && NativeLibrary.TryGetExport(library, "tjDecompressHeader3", out _)
        && NativeLibrary.TryGetExport(library, "tjDecompress2", out _);
}
