namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>What a user can do about a file system's error.</summary>
internal static class FolderFault
{
    private const int NoPermission = 1;
    private const int AccessDenied = 13;
    private const int CrossDevice = 18;
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int NameTooLongLinux = 36;
    private const int NameTooLongMac = 63;
    private const int QuotaLinux = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>The remedy for an exception of the base library, whose HResult is the error number on Unix.</summary>
    internal static string Remedy(Exception e) => e is UnauthorizedAccessException
        ? RemedyFor(AccessDenied)
        : RemedyFor(e is PathTooLongException ? NameTooLongLinux : e.HResult);

    /// <summary>The remedy for an error number (or a Windows HRESULT).</summary>
    internal static string RemedyFor(int error) => error switch
    {
        NoSpace or QuotaLinux or WindowsDiskFull => "Make space, then run it again; nothing half-written is visible.",
        NoPermission or AccessDenied => "Give this user the right to read and write the folder, or choose another one; a read-only mount shows itself like this too.",
        ReadOnly => "The file system is read-only; mount it writable or choose another folder.",
        NameTooLongLinux or NameTooLongMac => "Choose a shorter name; most file systems end at 255 bytes a segment.",
        CrossDevice => "The blob's folder is on another file system than the store's .tmp folder; do not mount or link other file systems into the store.",
        _ => "Check the disk or share and run it again; nothing half-written is visible.",
    };
}
