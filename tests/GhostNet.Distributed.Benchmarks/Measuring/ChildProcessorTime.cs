using System.Runtime.InteropServices;

namespace GhostNet.Distributed.Benchmarks.Measuring;

/// <summary>Processor time of the processes that this one started and that are over, and of those that they waited for: what the kernel counted, in microseconds, with nothing left out.</summary>
internal static partial class ChildProcessorTime
{
    private const int Children = -1;

    /// <summary>User and system time of all of them until now. Run one at a time and take the difference.</summary>
    public static TimeSpan Now => GetUsage(Children, out var usage) == 0
        ? usage.User.Span + usage.System.Span
        : throw new InvalidOperationException($"The C library does not tell the processor time of child processes (error {Marshal.GetLastPInvokeError()}).");

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetUsage(int who, out Usage usage);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeValue
    {
        public nint Seconds;
        public nint Microseconds;

        public readonly TimeSpan Span => TimeSpan.FromSeconds(Seconds) + TimeSpan.FromMicroseconds(Microseconds);
    }

    // struct rusage of Linux on 64 bits: two times and fourteen counts.
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct Usage
    {
        public TimeValue User;
        public TimeValue System;
    }
}
