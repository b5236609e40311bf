using System.Collections.Immutable;
using GhostNet.Distributed.Models.Checkpoints;

namespace GhostNet.Distributed.Models.Ghost;

/// <summary>
/// GhostNet (arXiv 1911.11907) as a value: width α, ghost ratio s, cheap kernel d and the number of classes decide every layer. Two specifications with the
/// same four numbers are equal.
/// </summary>
public sealed record GhostNetSpecification
{
    private const int HeadChannels = 1280;

    private GhostNetSpecification(double width, int ratio, int cheapKernel, int classes)
    {
        (Width, Ratio, CheapKernel, Classes) = (width, ratio, cheapKernel, classes);
        var channels = ChannelRounding.MakeDivisible(16 * width);
        Stem = new("conv_stem", 3, channels, 3) { Stride = 2, Norm = "bn1", Relu = true };
        var bottlenecks = ImmutableArray.CreateBuilder<Bottleneck>(BottleneckRow.Table.Length);
        var (stage, index) = (-1, 0);
        foreach (var row in BottleneckRow.Table)
        {
            (stage, index) = row.Stage == stage ? (stage, index + 1) : (row.Stage, 0);
            bottlenecks.Add(Bottleneck.Create($"blocks.{stage}.{index}", row, channels, width, ratio, cheapKernel));
            channels = bottlenecks[^1].Output;
        }

        Bottlenecks = bottlenecks.MoveToImmutable();
        Last = new("blocks.9.0.conv", channels, ChannelRounding.MakeDivisible(960 * width), 1) { Norm = "blocks.9.0.bn1", Relu = true };
        Head = new("conv_head", Last.Output, HeadChannels, 1) { Relu = true };
        Classifier = new("classifier", HeadChannels, classes);
    }

    /// <summary>Width multiplier α; the channels of every layer but the head are scaled by it.</summary>
    public double Width { get; }

    /// <summary>Ghost ratio s: one primary channel for s channels out.</summary>
    public int Ratio { get; }

    /// <summary>Kernel size d of the cheap operation, in pixels.</summary>
    public int CheapKernel { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>The first convolution: 3×3, stride 2, RGB in.</summary>
    public Convolution Stem { get; }

    /// <summary>The sixteen bottlenecks of table 1.</summary>
    public ImmutableArray<Bottleneck> Bottlenecks { get; }

    /// <summary>The 1×1 convolution before the global average.</summary>
    public Convolution Last { get; }

    /// <summary>The 1×1 convolution to 1,280 channels after the global average; it has a bias and is not scaled by the width.</summary>
    public Convolution Head { get; }

    /// <summary>The fully connected layer that makes the logits.</summary>
    public FullyConnected Classifier { get; }

    /// <summary>The network for the given numbers.</summary>
    /// <param name="width">Width multiplier α, 0.05 to 4; the paper has 0.5, 1.0 and 1.3.</param>
    /// <param name="ratio">Ghost ratio s, 2 to 16; the paper's default is 2.</param>
    /// <param name="cheapKernel">Kernel size d of the cheap operation, odd, 1 to 15; the paper's default is 3.</param>
    /// <param name="classes">Number of classes, 1 to 100,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static GhostNetSpecification Create(double width = 1.0, int ratio = 2, int cheapKernel = 3, int classes = 1000)
    {
        if (!(width is >= 0.05 and <= 4))
        {
            throw new ArgumentOutOfRangeException(nameof(width), width, "The width multiplier is 0.05 to 4; the paper has 0.5, 1.0 and 1.3.");
        }

        if (ratio is < 2 or > 16)
        {
            throw new ArgumentOutOfRangeException(nameof(ratio), ratio, "The ghost ratio s is 2 to 16; at 1 there would be no cheap channels.");
        }

        if (cheapKernel is < 1 or > 15 || cheapKernel % 2 == 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(cheapKernel),
                cheapKernel,
                "The cheap kernel d is odd and 1 to 15; an even one would change the size of the image.");
        }

        if (classes is < 1 or > 100_000)
        {
            throw new ArgumentOutOfRangeException(nameof(classes), classes, "The number of classes is 1 to 100,000.");
        }

        return new(width, ratio, cheapKernel, classes);
    }

    /// <summary>
    /// The network whose tensors have the names and shapes of <paramref name="weights"/>, or null when no GhostNet fits. Of the widths that make the same
    /// shapes the roundest is taken.
    /// </summary>
    public static GhostNetSpecification? InferFrom(StateDictionary weights) => SpecificationInference.Infer(weights);

    /// <summary>All convolutions, in the order of the checkpoint.</summary>
    public IEnumerable<Convolution> Convolutions() => [Stem, .. Bottlenecks.SelectMany(b => b.Convolutions()), Last, Head];

    /// <summary>
    /// Every tensor that a checkpoint must hold, in its order, under the names of the official PyTorch code and timm. The <c>num_batches_tracked</c> counters
    /// are not among them: inference has no use for them.
    /// </summary>
    public IEnumerable<TensorSpecification> Tensors() => [.. Convolutions().SelectMany(c => c.Tensors()), .. Classifier.Tensors()];

    /// <summary>Two specifications are equal when their four numbers are.</summary>
    public bool Equals(GhostNetSpecification? other) =>
        other is not null && (Width, Ratio, CheapKernel, Classes) == (other.Width, other.Ratio, other.CheapKernel, other.Classes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Width, Ratio, CheapKernel, Classes);

    /// <summary>The four numbers, such as <c>GhostNet 1.0×, s = 2, d = 3, 1000 classes</c>.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"GhostNet {Width:0.0##}×, s = {Ratio}, d = {CheapKernel}, {Classes} classes");
}
