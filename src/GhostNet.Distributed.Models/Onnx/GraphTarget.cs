namespace GhostNet.Distributed.Models.Onnx;

/// <summary>What a graph of the same network was laid out for.</summary>
public enum GraphTarget
{
    /// <summary>Any processor and any image size; the graph whose SHA-256 is the model's identity.</summary>
    Plain,

    /// <summary>x64 with AVX-512: channels in blocks of 16.</summary>
    Avx512,

    /// <summary>x64 with AVX2: channels in blocks of 8.</summary>
    Avx2,

    /// <summary>ARM64: no blocks; nothing is cut off that need not be made.</summary>
    Arm64,
}
