using System.Text.Json.Nodes;
using GhostNet.Distributed.EndToEnd.Tests.Runs;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests;

/// <summary>Real ImageNet classifiers over real photographs, against a reference's predictions.</summary>
public sealed class ReferenceTests
{
    // int8 kernels round differently from one processor to the next; the reference has 168 of 200.
    private const int MovedByInt8Kernels = 6;

    [Fact]
    public async Task SqueezeNet_has_the_references_134_of_200_and_its_very_top_5()
    {
        using var folder = new TemporaryFolder();
        var (run, reference) = await EvaluateAsync(folder, "squeezenet1_1");

        Assert.Equal(134, run.Report["top1"]!["correct"]!.GetValue<int>());
        Assert.Equal(200, run.Report["samples"]!["scored"]!.GetValue<int>());
        Assert.Equal(reference["top5"]!.GetValue<int>(), run.Report["top5"]!["correct"]!.GetValue<int>());
        Assert.Equal(Best(reference["predictions"]!.AsArray(), "file", "top5", c => c), Best(run.Predictions, "sample", "top", c => c["class"]!));
    }

    [Fact]
    public async Task Int8_ShuffleNet_is_within_the_samples_that_int8_kernels_move()
    {
        using var folder = new TemporaryFolder();
        var (run, reference) = await EvaluateAsync(folder, "shufflenet_v2_x1_0-int8");

        var expected = reference["top1"]!.GetValue<int>();
        Assert.InRange(run.Report["top1"]!["correct"]!.GetValue<int>(), expected - MovedByInt8Kernels, expected + MovedByInt8Kernels);
    }

    [Fact]
    public async Task A_folder_that_is_in_no_class_list_is_named()
    {
        using var folder = new TemporaryFolder();
        var classes = folder.Write("classes.txt", string.Join('\n', File.ReadLines(Path.Combine(SharedData.ImagenetSample, "synset_words.txt")).Select(line => line.StartsWith("n01440764", StringComparison.Ordinal) ? "n99999999 nothing" : line)));
        var refused = (await GhostNetProcess.RunAsync(folder.Path, "evaluate", "--model", Path.Combine(SharedData.Models, "squeezenet1_1.onnx"), "--images", Path.Combine(SharedData.ImagenetSample, "images"), "--classes", classes)).Expect(2);

        Assert.Contains("n01440764", refused.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(folder.Path));
    }

    private static async Task<(RunOutput Run, JsonNode Reference)> EvaluateAsync(TemporaryFolder folder, string model)
    {
        var (sample, models) = (SharedData.ImagenetSample, SharedData.Models);
        var run = new RunOutput(folder["run"]);
        (await GhostNetProcess.RunAsync(
            folder.Path, "evaluate", "--model", Path.Combine(models, model + ".onnx"), "--images", Path.Combine(sample, "images"), "--classes", Path.Combine(sample, "synset_words.txt"), "--out", run.Path)).Expect(0);
        return (run, JsonNode.Parse(File.ReadAllText(Path.Combine(sample, $"expected-{model}.json")))!);
    }

    private static string[] Best(IEnumerable<JsonNode?> predictions, string name, string ranked, Func<JsonNode, JsonNode> classOf) =>
        [.. predictions.Select(p => $"{Path.GetFileName(p![name]!.GetValue<string>())} {string.Join(' ', p[ranked]!.AsArray().Select(c => classOf(c!).GetValue<int>()))}").Order(StringComparer.Ordinal)];
}
