namespace GhostNet.Distributed.Models.Ghost;

/// <summary>
/// Squeeze and excitation: global average → <see cref="Reduce"/> (1×1, ReLU) → <see cref="Expand"/> (1×1) → hard sigmoid relu6(x + 3) / 6, by which the
/// channels are multiplied.
/// </summary>
public sealed record SqueezeExcite(string Name, Convolution Reduce, Convolution Expand)
{
    internal static SqueezeExcite Create(string name, int channels)
    {
        var reduced = ChannelRounding.MakeDivisible(channels * 0.25);
        return new(name, new($"{name}.conv_reduce", channels, reduced, 1) { Relu = true }, new($"{name}.conv_expand", reduced, channels, 1));
    }
}
