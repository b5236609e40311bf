using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Xunit;

namespace GhostNet.Distributed.Testing.Processes;

/// <summary>One process of the built <c>ghostnet</c>. Disposing it kills it, and nothing else.</summary>
public sealed partial class GhostNetProcess : IAsyncDisposable
{
    // Names the folder of programs that were published for this machine, a folder a project.
    private const string Variable = "GHOSTNET_TEST_PROGRAMS";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Spoken _output;
    private readonly Spoken _error;
    private readonly string _commandLine;

    private GhostNetProcess(Process process, string commandLine)
    {
        _process = process;
        _commandLine = commandLine;
        _output = new Spoken(process.StandardOutput);
        _error = new Spoken(process.StandardError);
    }

    /// <summary>Path of the <c>ghostnet.dll</c> to test.</summary>
    public static string Assembly { get; } = PathOf("GhostNet.Distributed.Cli", "ghostnet.dll");

    /// <summary>Path of a file of a program to test: as <c>tests/run.sh</c> has published it, compiled as it ships, which spares each of hundreds of processes a second of compiling; else as it was built, in the configuration of these tests.</summary>
    public static string PathOf(string project, string file) => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } published
        ? Path.Combine(published, project, file)
        : Path.Combine(Repository.Root, "src", project, "bin", Configuration(), "net10.0", file);

    /// <summary>Starts <c>ghostnet</c> in a folder. Standard output and error are pipes, so nothing is a terminal.</summary>
    public static GhostNetProcess Start(string folder, params string[] arguments) => Start("dotnet", folder, null, ["exec", Assembly, .. arguments]);

    /// <summary>Starts any program; <paramref name="environment"/> is added to this process's, and null takes a variable away.</summary>
    public static GhostNetProcess Start(string program, string folder, IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        return new GhostNetProcess(process, $"{program} {string.Join(' ', arguments)}");
    }

    /// <summary>Runs <c>ghostnet</c> in a folder to its end.</summary>
    public static async Task<Finished> RunAsync(string folder, params string[] arguments)
    {
        await using var process = Start(folder, arguments);
        return await process.WaitAsync();
    }

    /// <summary>The process's id.</summary>
    public int Id => _process.Id;

    /// <summary>What it wrote to standard output until now.</summary>
    public string OutputSoFar => _output.SoFar;

    /// <summary>Whether the process is over.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Waits for the end.</summary>
    /// <param name="patience">How long; two minutes when left out.</param>
    public async Task<Finished> WaitAsync(TimeSpan? patience = null)
    {
        var allowed = patience ?? Patience;
        try
        {
            await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(allowed, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            _process.Kill(entireProcessTree: true);
            Assert.Fail($"{_commandLine} did not end within {allowed}.\n--- standard output\n{await _output.AllAsync()}\n--- standard error\n{await _error.AllAsync()}");
        }

        return new Finished(_commandLine, _process.ExitCode, await _output.AllAsync(), await _error.AllAsync());
    }

    /// <summary>Sends a signal to this process alone.</summary>
    public void Signal(UnixSignal signal)
    {
        Assert.SkipWhen(signal == UnixSignal.Interrupt && IgnoresInterrupts(), "this test run was started with SIGINT ignored (a background job of a shell without job control), which its processes inherit");
        Assert.True(Kill(_process.Id, (int)signal) == 0 || _process.HasExited, $"{signal} could not be sent to {_commandLine} (process {_process.Id})");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static string Configuration() =>
        typeof(GhostNetProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Configuration").Value!;

    private static bool IgnoresInterrupts()
    {
        const string Line = "SigIgn:";
        const ulong InterruptBit = 1UL << ((int)UnixSignal.Interrupt - 1);
        var ignored = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Line, StringComparison.Ordinal))[Line.Length..].Trim();
        return (ulong.Parse(ignored, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & InterruptBit) != 0;
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
