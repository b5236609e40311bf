using System.Text.Json.Nodes;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.Deploy.Tests.Helm;

/// <summary>The published definitions of kinds that others bring to Kubernetes, as npm packages carry them. Where those are not installed, whoever asks is skipped with the reason.</summary>
internal static class CustomResources
{
    /// <summary>What does not fit the definitions of the objects' kinds, a line each: unknown fields, missing ones, wrong types.</summary>
    public static async Task<IReadOnlyList<string>> FaultsAsync(params IEnumerable<JsonNode> objects)
    {
        var folder = Path.Combine(Repository.Root, "tests", "crds");
        OnPath.Require("node");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules")), $"needs the definitions of custom resources, which are not installed: run npm ci in {folder} (tests/run.sh does)");
        using var work = new TemporaryFolder();
        var file = work.Write("objects.json", new JsonArray([.. objects.Select(o => o.DeepClone())]).ToJsonString());
        await using var node = GhostNetProcess.Start("node", folder, new Dictionary<string, string?>(), "check.mjs", file);
        var finished = await node.WaitAsync();
        var faults = finished.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        finished.Expect(faults.Length == 0 ? 0 : 1);
        return faults;
    }
}
