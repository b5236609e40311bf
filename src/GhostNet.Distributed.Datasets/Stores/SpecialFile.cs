using System.Runtime.InteropServices;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>
/// Tells pipes, sockets and devices from files. Opening a pipe waits until somebody writes to it, and reading a device may never end: in a folder of images either would stop a worker. The base library
/// says that such a thing is a file of no bytes.
/// </summary>
internal static partial class SpecialFile
{
    private const int CurrentFolder = -100;
    private const uint WantType = 1;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;

    /// <summary>True for a pipe, socket or device, and for a link that leads to one; false for anything else, and where the system cannot tell.</summary>
    internal static bool IsOne(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            return Statx(CurrentFolder, path, 0, WantType, out var status) == 0 && (status.Mode & TypeMask) is not (Regular or Folder);
        }
        catch (EntryPointNotFoundException)
        {
            return false; // an old C library
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Statx(int folder, string path, int flags, uint mask, out Status status);

    // The part of struct statx that is looked at; it is the same on every architecture, unlike struct stat.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(28)]
        public ushort Mode;
    }
}
