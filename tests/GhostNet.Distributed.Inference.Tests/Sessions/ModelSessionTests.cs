using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Inference.Tests.Onnx;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Recipes;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Inference.Tests.Sessions;

public sealed class ModelSessionTests
{
    private static readonly ModelCard Card = new()
    {
        Name = "tiny",
        Digest = new string('0', 64),
        Recipe = Recipe.ForInputSize(32),
        Input = new() { Name = "image" },
        Output = new() { Name = "scores", Width = 4 },
    };

    [Fact]
    public void All_differences_between_card_and_graph_are_told_at_once()
    {
        var card = Card with
        {
            Recipe = Recipe.ImageNet,
            Input = new() { Name = "data", Element = InputElement.Uint8, Layout = InputLayout.Nhwc, FixedBatch = 2 },
            Output = new() { Name = "scores", Width = 1000 },
        };

        var refusal = Assert.Throws<UnsupportedModelException>(() => ModelSession.Load(new TinyClassifier { Batch = 1 }.ToBytes(), card));

        Assert.All(
            new[] { "tiny", "input is data, the graph's image", "Uint8", "Nhwc", "batch is 2, the graph's 1", "crop is 224 pixels, the graph's input 32", "width is 1000, the graph's 4" },
            part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void An_output_that_the_graph_lacks_is_told_with_those_it_has()
    {
        var refusal = Assert.Throws<UnsupportedModelException>(() => ModelSession.Load(new TinyClassifier().ToBytes(), Card with { Output = new() { Name = "logits", Width = 4 } }));

        Assert.Contains("no output logits; it has scores: Float[N×4]", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Width_that_the_graph_hides_is_checked_by_a_run()
    {
        var refusal = Assert.Throws<UnsupportedModelException>(
            () => ModelSession.Load(new TinyClassifier { HidesOutputShape = true }.ToBytes(), Card with { Output = new() { Name = "scores", Width = 5 } }));

        Assert.Contains("width is 5, the graph's 4", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Scores_of_each_image_are_its_own_whatever_the_batch_and_the_output_shape(bool spatial, bool hidden)
    {
        var graph = new TinyClassifier { KeepsSpatialAxes = spatial, HidesOutputShape = hidden, Biases = [0, 0, 0, 7] };
        using var session = ModelSession.Load(graph.ToBytes(), Card);
        using var batch = session.CreateBatch(5);

        foreach (var count in new[] { 5, 1, 3, 5 })
        {
            for (var image = 0; image < count; image++)
            {
                Fill(batch.Floats(image), image + 1);
            }

            batch.Run(count);
            for (var image = 0; image < count; image++)
            {
                Assert.Equal([image + 1f, 10 * (image + 1f), 100 * (image + 1f), 7f], batch.Scores(image).ToArray(), (a, b) => Math.Abs(a - b) <= 1e-4 * Math.Abs(b));
            }
        }
    }

    [Fact]
    public void Fixed_batch_takes_fewer_images_and_pads_the_rest()
    {
        using var session = ModelSession.Load(new TinyClassifier { Batch = 4 }.ToBytes(), Card with { Input = new() { Name = "image", FixedBatch = 4 } });
        using var batch = session.CreateBatch(8);
        Fill(batch.Floats(0), 2);

        batch.Run(1);

        Assert.Equal(4, batch.Capacity);
        Assert.Equal(20f, batch.Scores(0)[1], 1e-4f);
    }

    [Fact]
    public void A_run_that_fails_says_which_model_and_leaves_the_session_usable()
    {
        using var session = ModelSession.Load(new TinyClassifier { FailsUnlessBatchIsOne = true }.ToBytes(), Card);
        using var batch = session.CreateBatch(2);

        var failure = Assert.Throws<InferenceFailedException>(() => batch.Run(2));
        Fill(batch.Floats(0), 3);
        batch.Run(1);

        Assert.Contains("Model tiny failed on a batch of 2", failure.Message, StringComparison.Ordinal);
        Assert.Equal(30f, batch.Scores(0)[1], 1e-4f);
    }

    [Fact]
    public void A_file_and_its_bytes_load_the_same()
    {
        using var folder = new TemporaryFolder();
        var bytes = new TinyClassifier().ToBytes();
        using var fromBytes = ModelSession.Load(bytes, Card);
        using var fromFile = ModelSession.Load(folder.Write("tiny.onnx", bytes), Card);

        Assert.Equal(Ask(fromBytes), Ask(fromFile));

        static float[] Ask(ModelSession session)
        {
            using var batch = session.CreateBatch(1);
            Fill(batch.Floats(0), 1);
            batch.Run(1);
            return batch.Scores(0).ToArray();
        }
    }

    // Planes of value, 10 × value and 100 × value, so that each channel's mean is known.
    private static void Fill(Span<float> image, float value)
    {
        var pixels = image.Length / 3;
        image[..pixels].Fill(value);
        image.Slice(pixels, pixels).Fill(10 * value);
        image[(2 * pixels)..].Fill(100 * value);
    }
}
