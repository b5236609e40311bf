using System.Text.Json;
using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;
using GhostNet.Distributed.Inference.Sessions.Choice;
using GhostNet.Distributed.Models.Onnx;
using GhostNet.Distributed.Shapes;
using GhostNet.Distributed.Shapes.Files;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>A measurement in the cache of graphs: damaged ones are no fault, only not used.</summary>
internal sealed class ChoiceCacheTarget() : FuzzTarget("choice-cache", FormatKind.Json,
    [JsonSerializer.SerializeToUtf8Bytes(new ChoiceCache.Entry(Key, new MeasuredModel([new(GraphTarget.Plain, 4, 5.25), new(GraphTarget.Avx2, 8, 3.5)], [0.5f, -1.25f])), ChoiceJson.Default.Entry)])
{
    private static readonly ChoiceKey Key = new("model", "variant", 224, "EPYC", "1.31.1");

    /// <inheritdoc/>
    public override bool Accepts(byte[] input) => ChoiceCache.Parse(Key, input) is { } measured && measured.Timings.Sum(t => t.MillisecondsPerImage) > 0 && measured.PlainScores.Length >= 0;
}

/// <summary>The marker of a folder of drawn images.</summary>
internal sealed class FolderMarkerTarget() : FuzzTarget("folder-marker", FormatKind.Json, Texts.Utf8(
    $$"""{"dataset":"shapes-val","generator":3,"images":1000,"bytes":123456,"digest":"{{new string('a', 64)}}"}""", """{"dataset":"shapes-val","generator":3,"images":1000}"""))
{
    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            return FolderMarker.Parse("shapes.json", input) is { } marker && marker.Dataset.Length >= 0;
        }
        catch (ShapesFolderException)
        {
            return false;
        }
    }
}
