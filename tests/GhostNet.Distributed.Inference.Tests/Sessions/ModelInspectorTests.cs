using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Inference.Tests.Onnx;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Recipes;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Inference.Tests.Sessions;

public sealed class ModelInspectorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Card_of_a_plain_graph_says_what_the_graph_says()
    {
        var card = Describe(new() { Input = "pixels", Output = "answer", Size = 160 }).Card;

        Assert.Equal("tiny", card.Name);
        Assert.Equal(new ModelInput { Name = "pixels" }, card.Input);
        Assert.Equal(new ModelOutput { Name = "answer", Width = 4 }, card.Output);
        Assert.Equal(Recipe.ForInputSize(160), card.Recipe);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_folder["tiny.onnx"]))), card.Digest);
    }

    [Fact]
    public void Fixed_batch_bytes_and_channels_last_are_seen()
    {
        var card = Describe(new() { IsUint8 = true, IsNhwc = true, Batch = 8 }).Card;

        Assert.Equal(new ModelInput { Name = "image", Element = InputElement.Uint8, Layout = InputLayout.Nhwc, FixedBatch = 8 }, card.Input);
    }

    [Fact]
    public void Graph_of_any_size_gets_the_ImageNet_recipe_and_a_note()
    {
        var description = Describe(new() { Size = null });

        Assert.Equal(Recipe.ImageNet, description.Card.Recipe);
        Assert.Contains(description.Notes, note => note.Contains("any size", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Softmax_at_the_end_is_recognised(bool softmax)
    {
        var card = Describe(new() { EndsInSoftmax = softmax, Biases = [1, -2, 3, 4] }).Card;

        Assert.Equal(softmax ? OutputValue.Probability : OutputValue.Logit, card.Output.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Width_is_found_by_a_run_where_the_graph_hides_it(bool spatial)
    {
        var description = Describe(new() { HidesOutputShape = true, KeepsSpatialAxes = spatial });

        Assert.Equal(4, description.Card.Output.Width);
    }

    [Fact]
    public void A_thousand_and_one_columns_begin_with_background()
    {
        var description = Describe(new() { Weights = [.. Enumerable.Repeat(new float[3], 1001)] });

        Assert.Equal((1001, 1, 1000), (description.Card.Output.Width, description.Card.Output.FirstClass, description.Card.Output.Classes));
        Assert.Contains(description.Notes, note => note.Contains("background", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_several_outputs_the_only_matrix_is_taken_and_told()
    {
        var description = Describe(new() { HasFeatureOutput = true });

        Assert.Equal("scores", description.Card.Output.Name);
        Assert.Contains(description.Notes, note => note.Contains("features", StringComparison.Ordinal) && note.Contains("only one of two axes", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_inputs_are_refused_and_both_named() =>
        Refuses(new() { HasSecondInput = true }, "tiny", "2 inputs", "image: Float[N×3×32×32]", "temperature", "expected one image input");

    [Fact]
    public void An_input_of_one_channel_is_refused() =>
        Refuses(new() { Channels = 1, Weights = [[1], [2]] }, "Float[N×1×32×32]", "expected three channels");

    [Fact]
    public void An_input_that_is_not_square_is_refused() =>
        Refuses(new() { WidthInPixels = 48 }, "Float[N×3×32×48]", "expected a square image");

    [Fact]
    public void A_recipe_of_another_size_is_refused()
    {
        _folder.Write("tiny.onnx", new TinyClassifier().ToBytes());

        var refusal = Assert.Throws<UnsupportedModelException>(() => ModelInspector.Describe(_folder["tiny.onnx"], "tiny", Recipe.ImageNet));

        Assert.Contains("224", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("these are notes, not a network")]
    [InlineData("")]
    public void A_file_that_is_no_model_is_refused_by_name(string content)
    {
        var path = _folder.Write("notes.onnx", content);

        var refusal = Assert.Throws<ModelLoadException>(() => ModelInspector.Describe(path, "notes"));

        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_model_are_refused_by_name()
    {
        var card = Describe(new()).Card;

        Assert.Contains("tiny", Assert.Throws<ModelLoadException>(() => ModelSession.Load(ReadOnlyMemory<byte>.Empty, card)).Message, StringComparison.Ordinal);
        Assert.Contains("tiny", Assert.Throws<ModelLoadException>(() => ModelSession.Load(new byte[100], card)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_model_is_refused()
    {
        var whole = new TinyClassifier { Weights = [.. Enumerable.Repeat(new float[3], 500)] }.ToBytes();
        var path = _folder.Write("half.onnx", whole.AsSpan(0, whole.Length / 2));

        Assert.Throws<ModelLoadException>(() => ModelInspector.Describe(path, "half"));
    }

    [Fact]
    public void A_missing_file_is_refused_by_name() =>
        Assert.Contains("absent.onnx", Assert.Throws<ModelLoadException>(() => ModelInspector.Describe(_folder["absent.onnx"], "absent")).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private ModelDescription Describe(TinyClassifier classifier) => ModelInspector.Describe(_folder.Write("tiny.onnx", classifier.ToBytes()), "tiny");

    private void Refuses(TinyClassifier classifier, params string[] parts)
    {
        var refusal = Assert.Throws<UnsupportedModelException>(() => Describe(classifier));
        Assert.All(parts, part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
    }
}
