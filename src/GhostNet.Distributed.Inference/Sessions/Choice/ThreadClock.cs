using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GhostNet.Distributed.Inference.Sessions.Choice;

/// <summary>The processor time of the calling thread: what a run costs, whatever else the machine does meanwhile.</summary>
internal static partial class ThreadClock
{
    private const int ThreadCpuTimeOnLinux = 3;

    /// <summary>Time that the calling thread has spent on a processor; where the system does not tell, the time of day's passing, of which the best of several is nearly the same.</summary>
    public static TimeSpan Now() => OperatingSystem.IsLinux() && GetTime(ThreadCpuTimeOnLinux, out var time) == 0
        ? TimeSpan.FromTicks((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / TimeSpan.NanosecondsPerTick))
        : Stopwatch.GetElapsedTime(0);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, out TimeSpecification time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpecification
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
