using System.Collections.Immutable;

namespace GhostNet.Distributed.Models.Ghost;

/// <summary>One row of the paper's table 1, at width 1.0.</summary>
internal readonly record struct BottleneckRow(int Stage, int Kernel, int Expansion, int Output, bool SqueezeExcite, int Stride)
{
    /// <summary>Table 1 of arXiv 1911.11907. The stages are those of the official PyTorch code, which name the tensors.</summary>
    public static ImmutableArray<BottleneckRow> Table { get; } =
    [
        new(0, 3, 16, 16, false, 1),
        new(1, 3, 48, 24, false, 2),
        new(2, 3, 72, 24, false, 1),
        new(3, 5, 72, 40, true, 2),
        new(4, 5, 120, 40, true, 1),
        new(5, 3, 240, 80, false, 2),
        new(6, 3, 200, 80, false, 1),
        new(6, 3, 184, 80, false, 1),
        new(6, 3, 184, 80, false, 1),
        new(6, 3, 480, 112, true, 1),
        new(6, 3, 672, 112, true, 1),
        new(7, 5, 672, 160, true, 2),
        new(8, 5, 960, 160, false, 1),
        new(8, 5, 960, 160, true, 1),
        new(8, 5, 960, 160, false, 1),
        new(8, 5, 960, 160, true, 1),
    ];
}
