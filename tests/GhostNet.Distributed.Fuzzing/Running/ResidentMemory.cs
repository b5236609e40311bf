using System.Globalization;

namespace GhostNet.Distributed.Fuzzing.Running;

/// <summary>The most memory that this process had: what the codecs take is not in the count of managed allocations.</summary>
internal static class ResidentMemory
{
    /// <summary>Begins to watch anew.</summary>
    public static void ForgetPeak()
    {
        try
        {
            File.WriteAllText("/proc/self/clear_refs", "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then the peak is that of the process's whole life.
        }
    }

    /// <summary>The peak in bytes; null where the system does not tell.</summary>
    public static long? Peak()
    {
        const string Line = "VmHWM:";
        if (!File.Exists("/proc/self/status") || File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(Line, StringComparison.Ordinal)) is not { } found)
        {
            return null;
        }

        return 1024 * long.Parse(found[Line.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
    }
}
