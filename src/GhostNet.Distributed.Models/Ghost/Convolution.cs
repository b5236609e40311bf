using System.Collections.Immutable;

namespace GhostNet.Distributed.Models.Ghost;

/// <summary>
/// One square convolution with "same" padding (kernel / 2), followed by a batch normalisation or carrying a bias.
/// <see cref="Name"/> is its place in the official PyTorch checkpoint, such as <c>blocks.0.0.ghost1.primary_conv.0</c>.
/// </summary>
public sealed record Convolution(string Name, int Input, int Output, int Kernel)
{
    /// <summary>Step of the kernel, in pixels.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Number of channel groups; equal to <see cref="Input"/> for a depthwise convolution.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Name of the batch normalisation that follows; null when the convolution has a bias instead.</summary>
    public string? Norm { get; init; }

    /// <summary>True when a ReLU follows.</summary>
    public bool Relu { get; init; }

    /// <summary>True when each group holds one input channel.</summary>
    public bool IsDepthwise => Groups > 1 && Groups == Input;

    /// <summary>Pixels of zero padding on every side.</summary>
    public int Padding => Kernel / 2;

    /// <summary>Shape of the weight: output × input per group × kernel × kernel.</summary>
    public ImmutableArray<int> WeightShape => [Output, Input / Groups, Kernel, Kernel];

    /// <summary>Height or width after the convolution, for <paramref name="size"/> pixels before it.</summary>
    public int OutputSize(int size) => ((size + (2 * Padding) - Kernel) / Stride) + 1;

    /// <summary>Learnable parameters: the weight, and the bias or the normalisation's scale and shift. Running statistics are not learnt.</summary>
    public long Parameters => ((long)Output * (Input / Groups) * Kernel * Kernel) + (Norm is null ? Output : 2L * Output);

    /// <summary>Multiply-adds for an output of <paramref name="outputSize"/> × <paramref name="outputSize"/> pixels.</summary>
    public long MultiplyAdds(int outputSize) => (long)Output * (Input / Groups) * Kernel * Kernel * outputSize * outputSize;

    /// <summary>The tensors of the checkpoint that belong to this convolution and its normalisation.</summary>
    public IEnumerable<TensorSpecification> Tensors()
    {
        yield return new(Name + ".weight", WeightShape);
        if (Norm is null)
        {
            yield return new(Name + ".bias", [Output]);
            yield break;
        }

        yield return new(Norm + ".weight", [Output]);
        yield return new(Norm + ".bias", [Output]);
        yield return new(Norm + ".running_mean", [Output]);
        yield return new(Norm + ".running_var", [Output]);
    }
}
