using System.Globalization;

namespace GhostNet.Distributed.Benchmarks.Measuring;

/// <summary>What Linux tells of a running process; zero or nothing when it is over.</summary>
internal static class ProcessFacts
{
    /// <summary>Its largest resident memory until now.</summary>
    public static long PeakBytes(int process) => StatusBytes(process, "VmHWM:");

    /// <summary>Its resident memory.</summary>
    public static long ResidentBytes(int process) => StatusBytes(process, "VmRSS:");

    /// <summary>User and system time of all its threads until now, those that are over included.</summary>
    public static TimeSpan Processor(int process)
    {
        // Behind the name, which may have spaces in it: state, then 10 counts, then utime and stime in hundredths of a second.
        var stat = Read($"/proc/{process}/stat");
        return stat?[(stat.LastIndexOf(')') + 2)..].Split(' ') is { Length: > 12 } fields
            ? TimeSpan.FromMilliseconds(10 * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)))
            : TimeSpan.Zero;
    }

    /// <summary>Its threads that live.</summary>
    public static IEnumerable<ThreadFacts> Threads(int process)
    {
        string[] threads;
        try
        {
            threads = Directory.GetDirectories($"/proc/{process}/task");
        }
        catch (IOException)
        {
            yield break;
        }

        foreach (var thread in threads)
        {
            // Nanoseconds on a processor, nanoseconds of waiting for one, and how often.
            if (Read(Path.Combine(thread, "comm")) is { } name && Read(Path.Combine(thread, "schedstat"))?.Split(' ') is [var ran, var waited, _])
            {
                yield return new ThreadFacts(int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture), name.TrimEnd('\n'), Nanoseconds(ran), Nanoseconds(waited));
            }
        }
    }

    private static TimeSpan Nanoseconds(string text) => TimeSpan.FromTicks(long.Parse(text, CultureInfo.InvariantCulture) / TimeSpan.NanosecondsPerTick);

    private static long StatusBytes(int process, string field)
    {
        var line = Read($"/proc/{process}/status")?.Split('\n').FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal));
        return line is null ? 0 : 1024 * long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
