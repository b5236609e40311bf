using System.Text.Json;
using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Recipes;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Inference.Tests.Pipeline;

/// <summary>Real ImageNet classifiers over 200 real photographs, against what PyTorch or another ONNX Runtime made of Pillow's pixels.</summary>
public sealed class RealModelTests
{
    [Fact]
    public async Task SqueezeNet_gives_the_reference_top_5_for_every_photograph()
    {
        var (expected, outcomes) = await ClassifyAsync("squeezenet1_1");

        Assert.All(expected.Zip(outcomes), pair => Assert.Equal((pair.First.File, Text(pair.First.Top5)), (pair.First.File, Text(pair.Second.Prediction!.Top.Select(t => t.Class)))));
        Assert.Equal(134, expected.Zip(outcomes).Count(pair => pair.Second.Prediction!.Top[0].Class == pair.First.Label));

        static string Text(IEnumerable<int> classes) => string.Join(' ', classes);
    }

    [Fact]
    public async Task ShuffleNet_int8_agrees_with_the_reference_up_to_what_int8_kernels_differ()
    {
        var (expected, outcomes) = await ClassifyAsync("shufflenet_v2_x1_0-int8");

        var same = expected.Zip(outcomes).Count(pair => pair.Second.Prediction!.Top[0].Class == pair.First.Top5[0]);
        var correct = expected.Zip(outcomes).Count(pair => pair.Second.Prediction!.Top[0].Class == pair.First.Label);
        TestContext.Current.SendDiagnosticMessage($"ShuffleNet int8: {same} of 200 top-1 as in the reference, {correct} correct");
        Assert.InRange(same, 192, 200);
        Assert.InRange(correct, 163, 173);
    }

    private static async Task<(Expected[] Expected, SampleOutcome[] Outcomes)> ClassifyAsync(string name)
    {
        using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(SharedData.ImagenetSample, $"expected-{name}.json"), TestContext.Current.CancellationToken));
        var files = Directory.GetFiles(Path.Combine(SharedData.ImagenetSample, "images"), "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetFileName(f));
        Expected[] expected = [.. json.RootElement.GetProperty("predictions").EnumerateArray().Select(p => new Expected(
            p.GetProperty("file").GetString()!, p.GetProperty("label").GetInt32(), [.. p.GetProperty("top5").EnumerateArray().Select(c => c.GetInt32())]))];

        var path = Path.Combine(SharedData.Models, $"{name}.onnx");
        var card = ModelInspector.Describe(path, name).Card;
        Assert.Equal((1000, Recipe.ImageNet, InputElement.Float32, InputLayout.Nchw), (card.Output.Width, card.Recipe, card.Input.Element, card.Input.Layout));
        using var session = ModelSession.Load(path, card);
        await using var pipeline = new InferencePipeline(session, new() { Threads = 2 });
        var outcomes = await Task.WhenAll(expected.Select(e => pipeline.ClassifyAsync(File.ReadAllBytes(files[e.File]), TestContext.Current.CancellationToken)));
        Assert.Equal(200, outcomes.Count(o => o.IsPredicted));
        return (expected, outcomes);
    }

    private sealed record Expected(string File, int Label, int[] Top5);
}
