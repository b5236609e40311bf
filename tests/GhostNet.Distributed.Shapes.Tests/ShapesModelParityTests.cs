using System.Runtime.InteropServices;
using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Import;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Shapes.Tests;

/// <summary>The network as the training script defines it, with Pillow's pixels and PyTorch, against ours: generated graph, own pixels, ONNX Runtime.</summary>
public sealed class ShapesModelParityTests : IDisposable
{
    // The script's own float32 logits are 4.9e-6 from its float64 ones; the largest of them is 3.1.
    private const float LogitTolerance = 1e-5f;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Logits_are_those_of_the_training_script()
    {
        var model = Import();
        var input = Floats("input_2x3x128x128.f32");
        var expected = Floats("ghostnet-shapes.logits.f32");

        var output = RawTensorRun.Run(model.ModelPath, input, [2, 3, 128, 128]);

        Assert.Equal([2L, 10L], output.Shape);
        var worst = expected.Zip(output.Values).Max(pair => Math.Abs(pair.First - pair.Second));
        TestContext.Current.TestOutputHelper?.WriteLine($"largest difference {worst:E2}");
        Assert.True(worst <= LogitTolerance, $"The largest difference is {worst:E2}; expected at most {LogitTolerance:E0}.");
    }

    [Fact]
    public async Task Every_validation_image_has_the_class_that_Pillow_and_PyTorch_give_it()
    {
        var model = Import();
        using var session = ModelSession.Load(model.ModelPath, model.Card);
        await using var pipeline = new InferencePipeline(session);
        var images = ShapesDataset.Validation;
        var expected = (await File.ReadAllLinesAsync(Repository.Fixture("shapes", "validation.predictions.txt"), TestContext.Current.CancellationToken))
            .Select(line => line.Split(' ')).ToDictionary(line => line[0], line => int.Parse(line[1], System.Globalization.CultureInfo.InvariantCulture));

        var (correct, different) = (0, new List<string>());
        await Parallel.ForAsync(0, images.Count, TestContext.Current.CancellationToken, async (index, token) =>
        {
            var image = images.Draw(index);
            var outcome = await pipeline.ClassifyAsync(image.Content.AsMemory(), token);
            var predicted = outcome.Prediction?.Top[0].Class;
            lock (different)
            {
                correct += predicted == image.Class.Index ? 1 : 0;
                if (predicted != expected[image.Path])
                {
                    different.Add($"{image.Path}: expected {expected[image.Path]}, got {predicted?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? outcome.Fault!.ToString()}");
                }
            }
        });

        Assert.Empty(different);
        Assert.Equal(ShapesModel.ReferenceTop1, correct);
    }

    private ImportedModel Import()
    {
        using (var weights = ShapesModel.OpenWeights())
        using (var file = File.Create(_folder["weights.safetensors"]))
        {
            weights.CopyTo(file);
        }

        var specification = GhostNetSpecification.Create(ShapesModel.Width, ShapesModel.Ratio, ShapesModel.CheapKernel, ShapesModel.Classes);
        var import = ModelImport.Of(Checkpoint.Read(_folder["weights.safetensors"]), specification, ShapesModel.Name) with { InputSize = ShapesModel.InputSize };
        return import.WriteTo(_folder["model.onnx"]);
    }

    private static float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Repository.Fixture("shapes", name))).ToArray();
}
