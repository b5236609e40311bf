namespace GhostNet.Distributed.Models.Ghost;

/// <summary>
/// A Ghost bottleneck (paper, figure 3): a Ghost module that expands (ReLU), a depthwise convolution where the stride is 2, squeeze and excitation where the
/// table says so, a Ghost module that projects (no ReLU), and the sum with the input or its shortcut.
/// </summary>
public sealed record Bottleneck
{
    /// <summary>Place in the checkpoint, such as <c>blocks.6.3</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Channels in.</summary>
    public required int Input { get; init; }

    /// <summary>Channels between the two Ghost modules.</summary>
    public required int Expansion { get; init; }

    /// <summary>Channels out.</summary>
    public required int Output { get; init; }

    /// <summary>Step in pixels, 1 or 2.</summary>
    public required int Stride { get; init; }

    /// <summary>The module that expands.</summary>
    public required GhostModule Ghost1 { get; init; }

    /// <summary>The depthwise convolution between the modules; null at stride 1.</summary>
    public Convolution? Depthwise { get; init; }

    /// <summary>Squeeze and excitation; null where the table has none.</summary>
    public SqueezeExcite? SqueezeExcite { get; init; }

    /// <summary>The module that projects.</summary>
    public required GhostModule Ghost2 { get; init; }

    /// <summary>The way around; null where the input itself is added.</summary>
    public Shortcut? Shortcut { get; init; }

    /// <summary>The convolutions in the order of the checkpoint.</summary>
    public IEnumerable<Convolution> Convolutions()
    {
        yield return Ghost1.Primary;
        yield return Ghost1.Cheap;
        if (Depthwise is not null)
        {
            yield return Depthwise;
        }

        if (SqueezeExcite is not null)
        {
            yield return SqueezeExcite.Reduce;
            yield return SqueezeExcite.Expand;
        }

        yield return Ghost2.Primary;
        yield return Ghost2.Cheap;
        if (Shortcut is not null)
        {
            yield return Shortcut.Depthwise;
            yield return Shortcut.Pointwise;
        }
    }

    internal static Bottleneck Create(string name, BottleneckRow row, int input, double width, int ratio, int cheapKernel)
    {
        var expansion = ChannelRounding.MakeDivisible(row.Expansion * width);
        var output = ChannelRounding.MakeDivisible(row.Output * width);
        return new()
        {
            Name = name,
            Input = input,
            Expansion = expansion,
            Output = output,
            Stride = row.Stride,
            Ghost1 = GhostModule.Create($"{name}.ghost1", input, expansion, ratio, cheapKernel, relu: true),
            Depthwise = row.Stride == 1
                ? null
                : new($"{name}.conv_dw", expansion, expansion, row.Kernel) { Stride = row.Stride, Groups = expansion, Norm = $"{name}.bn_dw" },
            SqueezeExcite = row.SqueezeExcite ? SqueezeExcite.Create($"{name}.se", expansion) : null,
            Ghost2 = GhostModule.Create($"{name}.ghost2", expansion, output, ratio, cheapKernel, relu: false),
            Shortcut = row.Stride == 1 && input == output ? null : Shortcut.Create($"{name}.shortcut", input, output, row.Kernel, row.Stride),
        };
    }
}
