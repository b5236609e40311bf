using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;
using SkiaSharp;

namespace GhostNet.Distributed.EndToEnd.Tests;

/// <summary>The verbs that need no job: models, crop, doctor.</summary>
public sealed class ModelsTests
{
    [Theory]
    [InlineData("ghostnet-w010-c10.zip.pth", "ghostnet-w010-c10", 1e-4)]
    [InlineData("ghostnet-w010-c10.legacy.pth", "ghostnet-w010-c10", 1e-4)]
    [InlineData("ghostnet-w010-c10.trainer.pth", "ghostnet-w010-c10", 1e-4)]
    [InlineData("ghostnet-w010-c10.safetensors", "ghostnet-w010-c10", 1e-4)]
    [InlineData("ghostnet-w010-c10.f16.safetensors", "ghostnet-w010-c10", 1e-2)]
    [InlineData("ghostnet-w010-c10-s3-d5.zip.pth", "ghostnet-w010-c10-s3-d5", 1e-4)]
    public async Task An_imported_checkpoint_gives_the_references_logits(string checkpoint, string expected, double tolerance)
    {
        using var folder = new TemporaryFolder();
        (await GhostNetProcess.RunAsync(folder.Path, "models", "import", Repository.Fixture("checkpoints", checkpoint), "--architecture", "ghostnet", "--input-size", "64", "--out", "m.onnx")).Expect(0);
        (await GhostNetProcess.RunAsync(folder.Path, "models", "run", "m.onnx", "--input", Repository.Fixture("checkpoints", "input_2x3x64x64.f32"), "--shape", "2,3,64,64", "--out", "logits.f32")).Expect(0);

        var reference = Floats(Repository.Fixture("checkpoints", $"{expected}.logits.f32"));
        var found = Floats(folder["logits.f32"]);
        Assert.Equal(reference.Length, found.Length);
        Assert.All(reference.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        Assert.True(File.Exists(folder["card.json"]));
    }

    [Fact]
    public async Task The_profile_counts_what_the_paper_counts()
    {
        var profile = (await GhostNetProcess.RunAsync(Path.GetTempPath(), "models", "profile", "--architecture", "ghostnet", "-o", "json")).Expect(0);
        var answer = JsonNode.Parse(profile.Output)!;

        Assert.InRange(answer["params"]!.GetValue<long>(), 5_150_000, 5_250_000);
        Assert.InRange(answer["flops"]!.GetValue<long>(), 138_000_000, 145_000_000);
    }

    [Fact]
    public async Task Crops_are_the_references_pixels()
    {
        using var folder = new TemporaryFolder();
        string[] sources = [.. new[] { "420-odd.jpg", "cmyk.jpg", "rgba.png", "exif-orientation-6.jpg" }.Select(name => Repository.Fixture("preprocess", name))];
        var cropped = (await GhostNetProcess.RunAsync(folder.Path, ["crop", .. sources, "--out", "crops"])).Expect(0);

        Assert.Equal(sources.Select(source => folder["crops", Path.GetFileName(source) + ".png"]), cropped.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        foreach (var source in sources)
        {
            var reference = Directory.GetFiles(Repository.Fixture("preprocess"), Path.GetFileNameWithoutExtension(source) + ".*.224.png").Single();
            Assert.Equal(Pixels(reference), Pixels(folder["crops", Path.GetFileName(source) + ".png"]));
        }
    }

    [Fact]
    public async Task Doctor_finds_every_part_of_this_machine_in_order()
    {
        var doctor = (await GhostNetProcess.RunAsync(Path.GetTempPath(), "doctor", "-o", "json")).Expect(0);

        var findings = JsonNode.Parse(doctor.Output)!.AsArray();
        Assert.Equal(["machine", "image codecs", "ONNX Runtime", "folder store", "Orleans silo"], findings.Select(f => f!["part"]!.GetValue<string>()));
        Assert.All(findings, f => Assert.True(f!["works"]!.GetValue<bool>()));
    }

    private static float[] Floats(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();

    private static SKColor[] Pixels(string path)
    {
        using var bitmap = SKBitmap.Decode(path);
        return bitmap.Pixels;
    }
}
