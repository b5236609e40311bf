using System.Diagnostics;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.Benchmarks.Measuring;

/// <summary>A process that is run to its end and measured; only one at a time, since the kernel adds up the time of all children.</summary>
internal static class MeasuredProcess
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs the built <c>ghostnet</c>.</summary>
    /// <inheritdoc cref="RunAsync(ProcessStartInfo, Action{int}?)"/>
    public static Task<Measured> RunGhostNetAsync(IEnumerable<string> arguments, Action<int>? look = null, IReadOnlyDictionary<string, string>? environment = null) =>
        RunAsync(Start(["dotnet", "exec", GhostNetProcess.Assembly, .. arguments], environment), look);

    /// <summary>Runs a verb of this program in a process of its own.</summary>
    /// <inheritdoc cref="RunAsync(ProcessStartInfo, Action{int}?)"/>
    public static Task<Measured> RunThisAsync(IEnumerable<string> arguments, Action<int>? look = null) =>
        RunAsync(Start(["dotnet", "exec", typeof(MeasuredProcess).Assembly.Location, .. arguments]), look);

    /// <summary>How a program is started here: nothing of it is a terminal.</summary>
    public static ProcessStartInfo Start(IReadOnlyList<string> commandLine, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(commandLine[0], commandLine.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return start;
    }

    /// <summary>Runs a program, and measures it.</summary>
    /// <param name="start">What to run.</param>
    /// <param name="look">Called with the process's id, again and again while it runs.</param>
    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    public static async Task<Measured> RunAsync(ProcessStartInfo start, Action<int>? look = null)
    {
        var before = ChildProcessorTime.Now;
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var peak = 0L;
        try
        {
            var ended = process.WaitForExitAsync();
            while (await Task.WhenAny(ended, Task.Delay(BetweenLooks)) != ended)
            {
                peak = Math.Max(peak, ProcessFacts.PeakBytes(process.Id));
                look?.Invoke(process.Id);
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        clock.Stop();
        return process.ExitCode == 0
            ? new Measured(ChildProcessorTime.Now - before, clock.Elapsed, peak, await output)
            : throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}:\n{await output}\n{await error}");
    }
}
