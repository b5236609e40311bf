using System.Diagnostics;
using System.Globalization;
using GhostNet.Distributed.Benchmarks.Measuring;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Benchmarks.Peers;

/// <summary>The distribution's PyTorch with Pillow, where somebody has installed it. It is a build for every processor of its kind, so nothing is to be published from it about PyTorch.</summary>
internal static class TorchPeer
{
    private const string Python = "/usr/bin/python3";
    private static readonly string Script = Path.Combine(Repository.Root, "tests", "GhostNet.Distributed.Benchmarks", "Peers", "torch", "classify.py");
    private static readonly Lazy<(string? Version, string? WhyNot)> Found = new(Find);

    /// <summary>Why it cannot take part here; null when it can.</summary>
    public static string? WhyNot => Found.Value.WhyNot;

    /// <summary>Its version.</summary>
    public static string Description => $"PyTorch peer: {Found.Value.Version}, Pillow, a loader process a core, batch 4";

    /// <summary>Classifies a folder with random weights of its own.</summary>
    public static Task<Measured> RunAsync(double width, string images) =>
        MeasuredProcess.RunAsync(MeasuredProcess.Start([Python, Script, width.ToString(CultureInfo.InvariantCulture), images]));

    private static (string? Version, string? WhyNot) Find()
    {
        if (!File.Exists(Python))
        {
            return (null, $"there is no {Python}");
        }

        using var process = Process.Start(MeasuredProcess.Start([Python, "-c", "import PIL, torch; print(torch.__version__)"]))!;
        var version = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? (version, null) : (null, "the distribution's python3-torch and python3-pil are not installed");
    }
}
