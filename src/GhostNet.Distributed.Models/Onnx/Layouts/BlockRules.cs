namespace GhostNet.Distributed.Models.Onnx.Layouts;

/// <summary>When the parts of a feature map are joined into one tensor again.</summary>
internal enum JoinRule
{
    /// <summary>Never: whatever reads them reads each.</summary>
    Never,

    /// <summary>In front of a convolution that makes more than twice the channels that it reads, where copying the few is cheaper than adding up the many.</summary>
    BeforeExpanding,

    /// <summary>At once.</summary>
    Always,
}

/// <summary>What a processor's kernels want of a graph.</summary>
/// <param name="Block">Channels of a block; every tensor has a multiple of it.</param>
/// <param name="PacksTails">Whether the channels that do not fill a block are packed into one; see <see cref="GhostLayout"/>.</param>
/// <param name="Join">When parts are joined.</param>
/// <param name="GatesInBlocks">
/// Whether the gate of squeeze and excitation is enlarged to the size of what it multiplies: only a product of equal shapes stays in ONNX Runtime's blocked layout.
/// </param>
internal sealed record BlockRules(int Block, bool PacksTails, JoinRule Join, bool GatesInBlocks)
{
    /// <summary>The rules of a target; none for <see cref="GraphTarget.Plain"/>, which is written as the paper draws it.</summary>
    public static BlockRules Of(GraphTarget target) => target switch
    {
        GraphTarget.Avx512 => new(16, PacksTails: true, JoinRule.BeforeExpanding, GatesInBlocks: true),
        GraphTarget.Avx2 => new(8, PacksTails: false, JoinRule.Never, GatesInBlocks: true),

        // ONNX Runtime's package has no blocked kernels for ARM64: padding costs there, and a Concat costs less than a second convolution.
        GraphTarget.Arm64 => new(1, PacksTails: false, JoinRule.Always, GatesInBlocks: false),
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, "The plain graph has no layout."),
    };
}
