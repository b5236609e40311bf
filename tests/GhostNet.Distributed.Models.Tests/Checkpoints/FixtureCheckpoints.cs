using System.Runtime.InteropServices;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Models.Ghost;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Models.Tests.Checkpoints;

/// <summary>
/// The committed checkpoints: one random GhostNet 0.1× in five formats, and one with s = 3, d = 5; with the logits that PyTorch made of them.
/// </summary>
internal static class FixtureCheckpoints
{
    public const string Safe = "ghostnet-w010-c10.safetensors";
    public const string Half = "ghostnet-w010-c10.f16.safetensors";
    public const string Zip = "ghostnet-w010-c10.zip.pth";
    public const string Legacy = "ghostnet-w010-c10.legacy.pth";
    public const string Trainer = "ghostnet-w010-c10.trainer.pth";
    public const string OtherRatio = "ghostnet-w010-c10-s3-d5.zip.pth";

    public static readonly string[] All = [Safe, Half, Zip, Legacy, Trainer, OtherRatio];

    public static GhostNetSpecification Specification { get; } = GhostNetSpecification.Create(0.1, classes: 10);

    public static GhostNetSpecification SpecificationOf(string file) =>
        file == OtherRatio ? GhostNetSpecification.Create(0.1, ratio: 3, cheapKernel: 5, classes: 10) : Specification;

    public static string Path(string file) => Repository.Fixture("checkpoints", file);

    public static byte[] Bytes(string file) => File.ReadAllBytes(Path(file));

    public static Checkpoint Read(string file) => Checkpoint.Read(Path(file));

    /// <summary>2×3×64×64, NCHW.</summary>
    public static float[] Input() => Floats("input_2x3x64x64.f32");

    /// <summary>2×10.</summary>
    public static float[] ReferenceLogits(string file) => Floats(file == OtherRatio ? "ghostnet-w010-c10-s3-d5.logits.f32" : "ghostnet-w010-c10.logits.f32");

    private static float[] Floats(string file) => MemoryMarshal.Cast<byte, float>(Bytes(file)).ToArray();
}
