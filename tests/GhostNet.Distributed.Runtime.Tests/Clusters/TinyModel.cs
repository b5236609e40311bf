using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Models.Import;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Runtime.Tests.Clusters;

/// <summary>A real GhostNet, 0.1× wide, of ten classes, with random weights: its answers mean nothing, but they are always the same.</summary>
internal static class TinyModel
{
    public const int Classes = 10;

    private static readonly Lazy<(byte[] Onnx, ModelCard Card, byte[] Avx512)> Made = new(() => Write("tiny", width: 0.1, inputSize: 64));

    public static byte[] Onnx => Made.Value.Onnx;

    public static ModelCard Card => Made.Value.Card;

    /// <summary>The same network for AVX-512; it runs on every processor, only not as fast.</summary>
    public static byte[] Avx512 => Made.Value.Avx512;

    /// <summary>One of another width, as random, for other images.</summary>
    public static (byte[] Onnx, ModelCard Card) Make(string name, double width, int inputSize)
    {
        var (onnx, card, _) = Write(name, width, inputSize);
        return (onnx, card);
    }

    private static (byte[] Onnx, ModelCard Card, byte[] Avx512) Write(string name, double width, int inputSize)
    {
        using var folder = new TemporaryFolder();
        var specification = GhostNetSpecification.Create(width: width, classes: Classes);
        var written = new ModelImport { Specification = specification, Weights = RandomWeights.For(specification, seed: 1), Name = name, InputSize = inputSize }.WriteTo(folder["model.onnx"]);
        var variant = ModelVariantFiles.TryRead(written.ModelPath, written.Card.Variants!.Value.Single(v => v.Target == "avx512"))!;
        return (File.ReadAllBytes(written.ModelPath), written.Card with { Variants = null }, variant);
    }
}
