namespace GhostNet.Distributed.Models.Ghost;

/// <summary>The way around a bottleneck that changes the shape: a depthwise convolution with the bottleneck's stride, then a 1×1 one; no ReLU.</summary>
public sealed record Shortcut(Convolution Depthwise, Convolution Pointwise)
{
    internal static Shortcut Create(string name, int input, int output, int kernel, int stride) => new(
        new($"{name}.0", input, input, kernel) { Stride = stride, Groups = input, Norm = $"{name}.1" },
        new($"{name}.2", input, output, 1) { Norm = $"{name}.3" });
}
