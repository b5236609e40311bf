using System.Globalization;
using System.Text.Json.Nodes;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.Testing.Clusters;

/// <summary>What a cluster is asked, and the answer of one process alone that nothing disturbed.</summary>
public sealed class ClusterQuestion : IDisposable
{
    /// <summary>Shards of the job.</summary>
    public const int Shards = 100;

    // Each is drawn once, which takes longer than to classify it twice.
    private const int Drawn = 200;

    private readonly TemporaryFolder _folder;

    private ClusterQuestion(TemporaryFolder folder, int samples, JsonNode reference) => (_folder, Samples, Reference) = (folder, samples, reference);

    /// <summary>The model.</summary>
    public string Model => _folder["model", "ghostnet-shapes.onnx"];

    /// <summary>The folder of images.</summary>
    public string Images => _folder["images"];

    /// <summary>The run of the one process.</summary>
    public string ReferenceRun => _folder["reference"];

    /// <summary>Samples of the job.</summary>
    public int Samples { get; }

    /// <summary>Samples of each shard.</summary>
    public int ShardSize => Samples / Shards;

    /// <summary>The report of <c>ghostnet evaluate</c>.</summary>
    public JsonNode Reference { get; }

    /// <summary>Draws images of shapes, takes each so often that there are enough, and lets one process answer.</summary>
    /// <param name="thousands">So many thousand samples; a thousand take a good second on two cores.</param>
    public static async Task<ClusterQuestion> MakeAsync(int thousands)
    {
        var folder = new TemporaryFolder();
        try
        {
            (await GhostNetProcess.RunAsync(folder.Path, "sample", "model", "--out", folder["model"])).Expect(0);
            (await GhostNetProcess.RunAsync(folder.Path, "sample", "images", "--count", Drawn.ToString(CultureInfo.InvariantCulture), "--out", folder["drawn"])).Expect(0);
            foreach (var file in Directory.GetFiles(folder["drawn"], "*.JPEG", SearchOption.AllDirectories))
            {
                var into = Directory.CreateDirectory(folder["images", Path.GetFileName(Path.GetDirectoryName(file)!)]).FullName;
                foreach (var copy in Enumerable.Range(0, thousands * 1000 / Drawn))
                {
                    File.CreateSymbolicLink(Path.Combine(into, string.Create(CultureInfo.InvariantCulture, $"{copy}-{Path.GetFileName(file)}")), file);
                }
            }

            (await GhostNetProcess.RunAsync(folder.Path, "evaluate", "--model", folder["model", "ghostnet-shapes.onnx"], "--images", folder["images"], "--out", folder["reference"])).Expect(0);
            var reference = JsonNode.Parse(await File.ReadAllTextAsync(folder["reference", "report.json"]))!;
            return new ClusterQuestion(folder, reference["samples"]!["total"]!.GetValue<int>(), reference);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
