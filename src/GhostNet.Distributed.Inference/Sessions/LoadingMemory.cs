using System.Runtime.InteropServices;

namespace GhostNet.Distributed.Inference.Sessions;

/// <summary>What loading a model leaves behind: files in memory several times, graphs that were compared and not taken. A worker lives long, and would keep all of it.</summary>
public static partial class LoadingMemory
{
    /// <summary>Gives it back to the system. Stops the whole process for some tens of milliseconds: once, after a model was loaded.</summary>
    public static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux())
        {
            try
            {
                // Whether there was anything to give back does not matter.
                _ = TrimNativeHeap(0);
            }
            catch (EntryPointNotFoundException)
            {
                // Another C library than GNU's, which has its own ways.
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimNativeHeap(nuint keep);
}
