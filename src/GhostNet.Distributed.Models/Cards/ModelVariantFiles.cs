using System.Security.Cryptography;
using GhostNet.Distributed.Models.Onnx;

namespace GhostNet.Distributed.Models.Cards;

/// <summary>Where the variants of a model lie: for <c>x.onnx</c>, <c>x.avx512.onnx</c> in the same folder.</summary>
public static class ModelVariantFiles
{
    /// <summary>The file for a target.</summary>
    public static string PathOf(string modelPath, GraphTarget target) => Path.ChangeExtension(modelPath, $".{target.Word()}.onnx");

    /// <summary>
    /// The bytes of a variant that a card lists, or null when the file is not there or is not the one that was listed: the plain graph does the same, so that is no fault of the model.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[]? TryRead(string modelPath, ModelVariant variant)
    {
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(modelPath))!, variant.File);
        if (!File.Exists(path))
        {
            return null;
        }

        var onnx = File.ReadAllBytes(path);
        return Convert.ToHexStringLower(SHA256.HashData(onnx)) == variant.Digest ? onnx : null;
    }
}
