using System.Security.Cryptography;
using System.Text.Json;

namespace GhostNet.Distributed.Inference.Tests.Preprocessing;

/// <summary>One image of <c>tests/fixtures/preprocess</c> and what Pillow and torchvision make of it.</summary>
public sealed record PreprocessFixture(string File, int Width, int Height, string Sha256)
{
    public static IReadOnlyList<PreprocessFixture> All { get; } = Read();

    public byte[] Bytes => System.IO.File.ReadAllBytes(Testing.Repository.Fixture("preprocess", File));

    public static PreprocessFixture Named(string file) => All.Single(f => f.File == file);

    public static string Hash(ReadOnlySpan<byte> rgb) => Convert.ToHexStringLower(SHA256.HashData(rgb));

    public override string ToString() => File;

    private static PreprocessFixture[] Read()
    {
        using var json = JsonDocument.Parse(System.IO.File.ReadAllBytes(Testing.Repository.Fixture("preprocess", "expected.json")));
        return [.. json.RootElement.GetProperty("cases").EnumerateArray().Select(c => new PreprocessFixture(
            c.GetProperty("file").GetString()!, c.GetProperty("width").GetInt32(), c.GetProperty("height").GetInt32(), c.GetProperty("sha256_rgb").GetString()!))];
    }
}
