using System.Globalization;

namespace GhostNet.Distributed.Benchmarks.Measuring;

/// <summary>What Linux tells of a running process; zero or nothing when it is over.</summary>
internal static class ProcessFacts
{
    // Of every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Its largest resident memory until now.</summary>
    public static long PeakBytes(int process) => StatusBytes(process, "VmHWM:");

    /// <summary>Its resident memory.</summary>
    public static long ResidentBytes(int process) => StatusBytes(process, "VmRSS:");

    /// <summary>Its processor time, in hundredths of a second.</summary>
    public static TimeSpan Processor(int process) => Read($"/proc/{process}/stat") is { } stat ? ProcessorOf(stat) : TimeSpan.Zero;

    /// <summary>Processor time of each of its threads that live, by id, with the thread's name (its first 15 characters).</summary>
    public static IEnumerable<(int Thread, string Name, TimeSpan Processor)> Threads(int process)
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
            if (Read(Path.Combine(thread, "stat")) is { } stat)
            {
                yield return (int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture), stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')], ProcessorOf(stat));
            }
        }
    }

    private static TimeSpan ProcessorOf(string stat)
    {
        // Behind the name, which may hold anything: state is the first field, utime and stime the twelfth and thirteenth.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

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
