using System.Runtime.InteropServices;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>The system calls that give a written file its name if, and only if, the name is free. The base library has none of them (File.Move looks first and renames then: two steps).</summary>
internal static partial class UnixLink
{
    /// <summary>What came of it.</summary>
    internal enum Outcome
    {
        /// <summary>The name is the file's.</summary>
        Created,

        /// <summary>The name was taken.</summary>
        Exists,

        /// <summary>The file system can do neither a hard link nor a rename that replaces nothing.</summary>
        Unsupported,

        /// <summary>Another error, in the out parameter.</summary>
        Failed,
    }

    /// <summary>Names a finished temporary file. It may keep its temporary name too: the caller deletes that one.</summary>
    internal static Outcome Publish(string temporary, string target, out int errno)
    {
        var outcome = Judge(Link(temporary, target), out errno);
        return outcome == Outcome.Unsupported ? RenameExclusively(temporary, target, out errno) : outcome;
    }

    /// <summary>Makes a folder's entries durable. File systems that cannot flush folders say EINVAL; they are taken at their word.</summary>
    internal static void FlushFolder(string folder)
    {
        var descriptor = Open(folder, 0);
        if (descriptor >= 0)
        {
            _ = Fsync(descriptor);
            _ = Close(descriptor);
        }
    }

    // FAT, exFAT and several FUSE and SMB mounts have no hard links, but their rename may take "do not replace" and is then just as atomic.
    internal static Outcome RenameExclusively(string temporary, string target, out int errno)
    {
        try
        {
            return Judge(OperatingSystem.IsMacOS() ? RenameMac(temporary, target, RenameExclusiveMac) : RenameLinux(CurrentFolder, temporary, CurrentFolder, target, RenameNoReplaceLinux), out errno);
        }
        catch (EntryPointNotFoundException)
        {
            errno = 0;
            return Outcome.Unsupported; // musl before 1.2.6
        }
    }

    private static Outcome Judge(int result, out int errno)
    {
        errno = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        return errno switch
        {
            0 => Outcome.Created,
            EEXIST => Outcome.Exists,
            EPERM or EINVAL => Outcome.Unsupported,
            EOPNOTSUPP or ENOSYS when OperatingSystem.IsLinux() => Outcome.Unsupported,
            EOPNOTSUPPMac or ENOTSUPMac or ENOSYSMac when !OperatingSystem.IsLinux() => Outcome.Unsupported,
            _ => Outcome.Failed,
        };
    }

    private const int EPERM = 1;
    private const int EEXIST = 17;
    private const int EINVAL = 22;
    private const int ENOSYS = 38;
    private const int EOPNOTSUPP = 95;
    private const int ENOTSUPMac = 45;
    private const int ENOSYSMac = 78;
    private const int EOPNOTSUPPMac = 102;
    private const int CurrentFolder = -100;
    private const uint RenameNoReplaceLinux = 1;
    private const uint RenameExclusiveMac = 4;

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Link(string existing, string created);

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameLinux(int oldFolder, string oldName, int newFolder, string newName, uint flags);

    [LibraryImport("libc", EntryPoint = "renamex_np", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameMac(string oldName, string newName, uint flags);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
