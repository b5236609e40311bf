using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using GhostNet.Distributed.Models.Onnx;

namespace GhostNet.Distributed.Inference.Sessions.Choice;

/// <summary>What this process' instruction set asks for.</summary>
public static class ProcessorTargets
{
    /// <summary>
    /// The target that fits best: ONNX Runtime's blocks have 16 channels with AVX-512 and 8 with AVX2, and a graph for the other size costs a third more than one for its own, so that there is
    /// never a second best but the plain graph.
    /// </summary>
    public static GraphTarget Preferred =>
        Avx512F.IsSupported ? GraphTarget.Avx512
        : Avx2.IsSupported ? GraphTarget.Avx2
        : AdvSimd.Arm64.IsSupported ? GraphTarget.Arm64
        : GraphTarget.Plain;
}
