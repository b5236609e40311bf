using System.Diagnostics;
using System.Globalization;
using GhostNet.Distributed.Benchmarks.Measuring;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Benchmarks.Peers;

/// <summary>
/// A well-written script over PyTorch and Pillow, where they are installed. Debian's PyTorch is built for every processor of its kind, with the reference BLAS: its figure says what a script costs here,
/// and nothing of PyTorch that is to be published.
/// </summary>
internal static class TorchPeer
{
    // Debian's own before one that stands earlier on the PATH: the packages that are asked for are for it.
    private static readonly string[] Interpreters = ["/usr/bin/python3", "python3"];

    // glibc gives large blocks back to the system after every layer otherwise.
    private static readonly Dictionary<string, string> Told = new() { ["MALLOC_MMAP_MAX_"] = "0", ["MALLOC_TRIM_THRESHOLD_"] = "100000000000", ["PYTHONDONTWRITEBYTECODE"] = "1" };

    private static readonly string Script = Path.Combine(Repository.Root, "tests", "GhostNet.Distributed.Benchmarks", "Peers", "torch", "evaluate.py");
    private static readonly Lazy<(string Interpreter, string Versions)?> Found = new(Find);

    /// <summary>Why it cannot take part here; null when it can.</summary>
    public static string? WhyNot => Found.Value is null
        ? "no python3 here imports torch and PIL: run apt-get install --no-install-recommends python3-torch python3-pil python3-numpy"
        : null;

    /// <summary>Its versions.</summary>
    public static string Description => $"PyTorch peer: {Found.Value!.Value.Versions}; a loader process a core, one thread of inference, batch 16, channels last, frozen; peak MB is without the loaders; publish no multiple over PyTorch from a build with generic BLAS";

    /// <summary>Classifies a folder.</summary>
    public static Task<Measured> RunAsync(string checkpoint, double width, string images) =>
        MeasuredProcess.RunAsync(MeasuredProcess.Start([Found.Value!.Value.Interpreter, Script, checkpoint, width.ToString(CultureInfo.InvariantCulture), images], Told));

    private static (string Interpreter, string Versions)? Find()
    {
        const string Versions =
            """
            import numpy, PIL, re, torch
            blas = re.search(r"BLAS_INFO=(\w+)", torch.__config__.show())
            print(f"PyTorch {torch.__version__} (BLAS: {blas[1] if blas else 'unknown'}), Pillow {PIL.__version__}")
            """;
        foreach (var interpreter in Interpreters.Where(name => Path.IsPathRooted(name) ? File.Exists(name) : OnPath.Has(name)))
        {
            using var process = Process.Start(MeasuredProcess.Start([interpreter, "-c", Versions]))!;
            process.StandardInput.Close();
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var versions = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            if (process.ExitCode == 0)
            {
                return (interpreter, versions);
            }
        }

        return null;
    }
}
