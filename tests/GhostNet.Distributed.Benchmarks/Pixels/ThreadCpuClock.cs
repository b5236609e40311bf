using System.Runtime.InteropServices;
using Perfolizer.Horology;

namespace GhostNet.Distributed.Benchmarks.Pixels;

/// <summary>The CPU time of the calling thread, which other processes on the machine do not lengthen as they do wall-clock time.</summary>
internal sealed partial class ThreadCpuClock : IClock
{
    private const int ThreadCpuTime = 3;

    /// <inheritdoc/>
    public string Title => "thread CPU time";

    /// <inheritdoc/>
    public bool IsAvailable => OperatingSystem.IsLinux();

    /// <inheritdoc/>
    public Frequency Frequency => new(1_000_000_000);

    /// <inheritdoc/>
    public long GetTimestamp() => GetTime(ThreadCpuTime, out var time) == 0
        ? (time.Seconds * 1_000_000_000) + time.Nanoseconds
        : throw new InvalidOperationException($"clock_gettime failed with error {Marshal.GetLastPInvokeError()}; nothing was measured.");

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds);
}
