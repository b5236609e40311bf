namespace GhostNet.Distributed.Models.Ghost;

/// <summary>
/// A Ghost module (paper, section 3.1): a 1×1 convolution makes ⌈output / s⌉ primary channels, a depthwise d×d convolution makes s − 1 cheap ones of each,
/// and the first <see cref="Output"/> channels of [primary | cheap] are kept.
/// </summary>
public sealed record GhostModule(string Name, int Output, Convolution Primary, Convolution Cheap)
{
    /// <summary>Channels before the surplus is cut off; larger than <see cref="Output"/> when s does not divide it.</summary>
    public int Concatenated => Primary.Output + Cheap.Output;

    internal static GhostModule Create(string name, int input, int output, int ratio, int cheapKernel, bool relu)
    {
        var primary = (output + ratio - 1) / ratio;
        return new(
            name,
            output,
            new($"{name}.primary_conv.0", input, primary, 1) { Norm = $"{name}.primary_conv.1", Relu = relu },
            new($"{name}.cheap_operation.0", primary, primary * (ratio - 1), cheapKernel)
            {
                Groups = primary,
                Norm = $"{name}.cheap_operation.1",
                Relu = relu,
            });
    }
}
