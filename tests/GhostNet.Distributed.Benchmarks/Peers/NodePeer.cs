using GhostNet.Distributed.Benchmarks.Measuring;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Benchmarks.Peers;

/// <summary>A well-written Node script with sharp and onnxruntime-node.</summary>
internal static class NodePeer
{
    private static readonly Dictionary<string, string> Told = new() { ["ORT_DISABLE_TELEMETRY"] = "1" };

    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "GhostNet.Distributed.Benchmarks", "Peers", "node");

    /// <summary>Why it cannot take part here; null when it can.</summary>
    public static string? WhyNot =>
        !OnPath.Has("node") ? "Node.js is not installed"
        : !Directory.Exists(Path.Combine(Folder, "node_modules", "sharp")) ? $"its packages are not installed: run npm ci --ignore-scripts in {Folder}"
        : null;

    /// <summary>Its versions, from the lock file that they were installed from.</summary>
    public static string Description
    {
        get
        {
            var packages = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "package-lock.json")))!["packages"]!;
            return $"Node peer: sharp {packages["node_modules/sharp"]!["version"]}, onnxruntime-node {packages["node_modules/onnxruntime-node"]!["version"]}; a worker thread a core, batch 4, one thread a session, libvips' concurrency 1";
        }
    }

    /// <summary>Classifies a folder.</summary>
    public static Task<Measured> RunAsync(string model, string images) =>
        MeasuredProcess.RunAsync(MeasuredProcess.Start(["node", Path.Combine(Folder, "classify.js"), model, images], Told));
}
