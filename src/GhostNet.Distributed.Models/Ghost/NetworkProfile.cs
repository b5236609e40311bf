using System.Collections.Immutable;

namespace GhostNet.Distributed.Models.Ghost;

/// <summary>Parameters and multiply-adds of a network, layer by layer and in total, for one image of a given size.</summary>
/// <remarks>
/// <para>Parameters are what training learns: weights, biases, and the scale and shift of every batch normalisation; running statistics are not counted.</para>
/// <para>
/// Multiply-adds are those of every convolution (shortcuts and the 1×1 ones of squeeze and excitation included) and of the fully connected layer. Biases,
/// normalisations, activations, averages, products by the gate and sums count nothing. The paper calls the same number FLOPs. At 224 pixels this gives 2.59 M
/// / 42.3 M at 0.5×, 5.18 M / 141.2 M at 1.0× and 7.36 M / 227.0 M at 1.3×; the paper's
/// table has 2.6 / 42, 5.2 / 141 and 7.3 / 226. Its last row is 0.4 % below what this rule gives for the layers of the official PyTorch code.
/// </para>
/// </remarks>
public sealed record NetworkProfile
{
    private NetworkProfile(int inputSize, ImmutableArray<LayerProfile> layers)
    {
        InputSize = inputSize;
        Layers = layers;
        Parameters = layers.Sum(l => l.Parameters);
        MultiplyAdds = layers.Sum(l => l.MultiplyAdds);
    }

    /// <summary>Height and width of the input, in pixels.</summary>
    public int InputSize { get; }

    /// <summary>The layers, in the order of the checkpoint.</summary>
    public ImmutableArray<LayerProfile> Layers { get; }

    /// <summary>Learnable parameters of the network.</summary>
    public long Parameters { get; }

    /// <summary>Multiply-adds of one image.</summary>
    public long MultiplyAdds { get; }

    /// <summary>The profile of a network for square images of <paramref name="inputSize"/> pixels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not 1 to 8192.</exception>
    public static NetworkProfile Of(GhostNetSpecification specification, int inputSize = 224)
    {
        if (inputSize is < 1 or > 8192)
        {
            throw new ArgumentOutOfRangeException(nameof(inputSize), inputSize, "The input size is 1 to 8192 pixels.");
        }

        var layers = ImmutableArray.CreateBuilder<LayerProfile>();
        var size = specification.Stem.OutputSize(inputSize);
        layers.Add(Layer(specification.Stem, size));
        foreach (var bottleneck in specification.Bottlenecks)
        {
            var inner = bottleneck.Depthwise?.OutputSize(size) ?? size;
            foreach (var convolution in bottleneck.Convolutions())
            {
                layers.Add(Layer(convolution, OutputSize(bottleneck, convolution, size, inner)));
            }

            size = inner;
        }

        layers.Add(Layer(specification.Last, size));
        layers.Add(Layer(specification.Head, 1));
        var classifier = specification.Classifier;
        layers.Add(new(classifier.Name, "fully connected", new(classifier.Output, 1, 1), classifier.Parameters, classifier.MultiplyAdds));
        return new(inputSize, layers.ToImmutable());
    }

    /// <summary>The first Ghost module works before the stride, squeeze and excitation on one pixel, everything else after the stride.</summary>
    private static int OutputSize(Bottleneck bottleneck, Convolution convolution, int before, int after)
    {
        if (convolution == bottleneck.Ghost1.Primary || convolution == bottleneck.Ghost1.Cheap)
        {
            return before;
        }

        return convolution == bottleneck.SqueezeExcite?.Reduce || convolution == bottleneck.SqueezeExcite?.Expand ? 1 : after;
    }

    private static LayerProfile Layer(Convolution convolution, int size)
    {
        var kind = convolution.IsDepthwise ? "depthwise" : "conv";
        var stride = convolution.Stride > 1 ? $"/{convolution.Stride}" : "";
        return new(
            convolution.Name,
            $"{kind} {convolution.Kernel}×{convolution.Kernel}{stride}",
            new(convolution.Output, size, size),
            convolution.Parameters,
            convolution.MultiplyAdds(size));
    }
}
