using System.Collections.Immutable;
using System.Text.Json.Serialization;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Models.Cards;

/// <summary>
/// What is known of one <c>.onnx</c> file beside its weights: <c>card.json</c>. It says how images reach the model (recipe, input tensor), what the outputs
/// mean (classes), and where the weights came from.
/// </summary>
public sealed record ModelCard
{
    /// <summary>Version of the card's format; 1.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Short name of the model, such as <c>ghostnet-1.0x</c>; letters, digits, dot, dash and underscore.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the <c>.onnx</c> file, in lower-case hexadecimal.</summary>
    public required string Digest { get; init; }

    /// <summary>How an image becomes the input.</summary>
    public required Recipe Recipe { get; init; }

    /// <summary>The input tensor.</summary>
    public required ModelInput Input { get; init; }

    /// <summary>The output tensor.</summary>
    public required ModelOutput Output { get; init; }

    /// <summary>The network the graph was generated from; null for a graph that came from elsewhere.</summary>
    public ModelArchitecture? Architecture { get; init; }

    /// <summary>The classes in output order; empty when they are not known.</summary>
    public ImmutableArray<ClassLabel> Labels { get; init; } = [];

    /// <summary>Where the weights came from; null when that is not known.</summary>
    public WeightsOrigin? Weights { get; init; }

    /// <summary>
    /// Graphs of the same network for kinds of processors, in files beside the plain one; null when there are none. They are no part of what the model is, which <see cref="Digest"/> alone says: a
    /// card in a ledger has none of them.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<ModelVariant>? Variants { get; init; }
}

/// <summary>The input tensor of a model: its name, element type and layout. A null batch takes any number of images at once.</summary>
public sealed record ModelInput
{
    /// <summary>The graph's input name.</summary>
    public required string Name { get; init; }

    /// <summary>Element type; uint8 inputs get the cropped pixels as they are, 0…255, and no normalisation.</summary>
    public InputElement Element { get; init; } = InputElement.Float32;

    /// <summary>Order of the axes.</summary>
    public InputLayout Layout { get; init; } = InputLayout.Nchw;

    /// <summary>The only batch size that the graph takes; null when it takes any.</summary>
    public int? FixedBatch { get; init; }
}

/// <summary>The output tensor of a model, N × classes.</summary>
public sealed record ModelOutput
{
    /// <summary>The graph's output name.</summary>
    public required string Name { get; init; }

    /// <summary>Number of columns of the output, background included.</summary>
    public required int Width { get; init; }

    /// <summary>
    /// The column of class 0: 1 for the 1,001-class networks whose first output is "background", else 0. A prediction of a column below it is class −1.
    /// </summary>
    public int FirstClass { get; init; }

    /// <summary>What a value is.</summary>
    public OutputValue Value { get; init; } = OutputValue.Logit;

    /// <summary>Number of classes: <see cref="Width"/> less the columns before <see cref="FirstClass"/>.</summary>
    [JsonIgnore]
    public int Classes => Width - FirstClass;
}

/// <summary>Element type of an input tensor.</summary>
public enum InputElement
{
    /// <summary>32-bit float, normalised by the recipe.</summary>
    Float32,

    /// <summary>Bytes 0…255; the network normalises by itself.</summary>
    Uint8,
}

/// <summary>Order of the axes of an image tensor.</summary>
public enum InputLayout
{
    /// <summary>Batch, channel, height, width.</summary>
    Nchw,

    /// <summary>Batch, height, width, channel.</summary>
    Nhwc,
}

/// <summary>What the numbers of the output are.</summary>
public enum OutputValue
{
    /// <summary>Before the softmax.</summary>
    Logit,

    /// <summary>After the softmax.</summary>
    Probability,
}

/// <summary>The specification a graph was generated from; the figures are the paper's ways of counting.</summary>
public sealed record ModelArchitecture
{
    /// <summary>Name of the family: <c>ghostnet</c>.</summary>
    public required string Family { get; init; }

    /// <summary>Width multiplier α.</summary>
    public required double Width { get; init; }

    /// <summary>Ghost ratio s.</summary>
    public required int Ratio { get; init; }

    /// <summary>Kernel size d of the cheap operation.</summary>
    public required int CheapKernel { get; init; }

    /// <summary>Number of classes.</summary>
    public required int Classes { get; init; }

    /// <summary>Height and width of the input that the figures are for, in pixels.</summary>
    public required int InputSize { get; init; }

    /// <summary>Learnable parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiply-adds of one image.</summary>
    public required long MultiplyAdds { get; init; }
}

/// <summary>One class: its identifier (a WordNet id such as <c>n01440764</c> for ImageNet) and its words.</summary>
public sealed record ClassLabel(string Id, string Name);

/// <summary>Where weights came from: the checkpoint's file name, its SHA-256 and its format.</summary>
public sealed record WeightsOrigin(string File, string Digest, string Format);
