using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Tests.Preprocessing;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Inference.Tests.Decoding;

public sealed class PillowFormatTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "GhostNet.Distributed.Inference.Tests", "Fixtures");

    public static TheoryData<string, string> Files => new(
        File.ReadLines(Path.Combine(Folder, "formats.txt")).Select(line => line.Split(' ')).Select(fields => (fields[0], fields[2])));

    [Theory]
    [MemberData(nameof(Files))]
    public void Whole_image_of_every_format_is_Pillows_byte_for_byte(string file, string sha256)
    {
        using var decoder = new SkiaDecoder();
        var rows = new CollectedRows();

        Assert.True(decoder.TryOpen(File.ReadAllBytes(Path.Combine(Folder, "formats", file)), out var image, out _));
        using (image)
        {
            Assert.Null(image.Decode(new(0, image.Header.Height), rows));
        }

        Assert.Equal(sha256, PreprocessFixture.Hash(rows.Rgb));
    }
}
