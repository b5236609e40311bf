using System.Runtime.InteropServices;

namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>Lowers the priority of a thread that infers, so that whatever must answer in time, such as a cluster's probes, goes before it even when it takes all processors.</summary>
internal static partial class ThreadPriorityBelowOthers
{
    /// <summary>What is added to the nice value on Linux. 5 gives the thread about a third of what an ordinary one gets while both want the same processor, and all of it otherwise.</summary>
    public const int NiceSteps = 5;

    private const int OfThread = 0;
    private const int Calling = 0;
    private const int Nicest = 19;

    /// <summary>Lowers that of the calling thread, for the rest of its life.</summary>
    /// <returns>Null, or why the system refuses; the priority is then unchanged.</returns>
    public static string? Lower()
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
            return null;
        }

        // .NET's own priorities do nothing on Linux. The process may have been started with a nice value already, and only root may lower it.
        return Nice() is { } nice && SetPriority(OfThread, Calling, Math.Min(Nicest, nice + NiceSteps)) == 0
            ? null
            : $"setpriority failed: {Marshal.GetLastPInvokeErrorMessage()}";
    }

    /// <summary>The nice value of the calling thread; null where there is none.</summary>
    internal static int? Nice()
    {
        // -1 is a nice value too. On Linux PRIO_PROCESS with 0 is the thread that calls, whatever POSIX says.
        var nice = GetPriority(OfThread, Calling);
        return nice == -1 && Marshal.GetLastPInvokeError() != 0 ? null : nice;
    }

    [LibraryImport("libc", EntryPoint = "getpriority", SetLastError = true)]
    private static partial int GetPriority(int which, uint who);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, uint who, int nice);
}
