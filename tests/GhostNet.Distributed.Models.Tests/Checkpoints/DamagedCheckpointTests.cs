using CsCheck;
using GhostNet.Distributed.Models.Checkpoints;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Models.Tests.Checkpoints;

public sealed class DamagedCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(FixtureCheckpoints.Safe)]
    [InlineData(FixtureCheckpoints.Half)]
    [InlineData(FixtureCheckpoints.Zip)]
    [InlineData(FixtureCheckpoints.Legacy)]
    [InlineData(FixtureCheckpoints.Trainer)]
    [InlineData(FixtureCheckpoints.OtherRatio)]
    public void Truncated_files_are_always_told(string file)
    {
        var bytes = FixtureCheckpoints.Bytes(file);
        var random = new Random(11);
        int[] lengths = [0, 1, 4, 8, 9, 15, 21, 100, bytes.Length - 1, .. Enumerable.Range(0, 60).Select(_ => random.Next(bytes.Length))];

        Assert.All(lengths, length =>
        {
            var refusal = Assert.Throws<CheckpointException>(() => Checkpoint.Read(folder.Write("cut.pth", bytes.AsSpan(0, length))));
            Assert.Equal("cut.pth", refusal.File);
            Assert.All((string[])[refusal.Fault, refusal.Place, refusal.Advice], part => Assert.NotEmpty(part));
        });
    }

    // Flips in the weights themselves cannot be seen; what may not happen is another exception, a hang or an enormous allocation.
    [Theory]
    [InlineData(FixtureCheckpoints.Safe, 56_000)]
    [InlineData(FixtureCheckpoints.Zip, 20_000)]
    [InlineData(FixtureCheckpoints.Legacy, 96_000)]
    [InlineData(FixtureCheckpoints.Trainer, 66_000)]
    public void Changed_bytes_are_told_or_harmless(string file, int head)
    {
        var bytes = FixtureCheckpoints.Bytes(file);
        var refused = 0;
        // Half of the changes hit the description at the start, the other half anything, the zip's directory at the end included.
        Gen.Select(Gen.OneOf(Gen.Int[0, head - 1], Gen.Int[0, bytes.Length - 1], Gen.Int[bytes.Length - 5000, bytes.Length - 1]), Gen.Byte).Array[1, 3].Sample(
            changes =>
            {
                var changed = (byte[])bytes.Clone();
                foreach (var (position, value) in changes)
                {
                    changed[position] = value;
                }

                var failure = Failure(changed);
                refused += failure is null ? 0 : 1;
                return failure is null or CheckpointException;
            },
            iter: 150,
            seed: "0000000000001",
            threads: 1);

        Assert.True(refused > 10, $"only {refused} of the changes were seen");
    }

    [Fact]
    public void Files_of_other_kinds_are_told_apart()
    {
        Assert.Contains("empty", Refusal(""));
        Assert.Contains("Git LFS", Refusal("version https://git-lfs.github.com/spec/v1\noid sha256:00"));
        Assert.Contains("web page", Refusal("\n <!DOCTYPE html><html>"));
        Assert.Contains("68 65 6c 6c 6f", Refusal("hello"));
        Assert.Contains("magic number", Refusal(new PickleAssembler().Op('}').Stop()));
        Assert.Contains("no data.pkl", Refusal(Rename(FixtureCheckpoints.Bytes(FixtureCheckpoints.Zip))));
    }

    [Fact]
    public void Missing_file_and_folder_are_told_the_same_way()
    {
        Assert.Throws<CheckpointException>(() => Checkpoint.Read(folder["absent.pth"]));
        Assert.Throws<CheckpointException>(() => Checkpoint.Read(folder.Path));
    }

    [Fact]
    public void Random_bytes_behind_every_known_beginning_are_told()
    {
        byte[][] beginnings = [[], [.. "PK\x03\x04"u8], [0x80, 2], [8, 0, 0, 0, 0, 0, 0, 0, (byte)'{']];
        Gen.Select(Gen.Int[0, beginnings.Length - 1], Gen.Byte.Array[0, 400]).Sample(
            (beginning, rest) => Failure([.. beginnings[beginning], .. rest]) is CheckpointException,
            iter: 400,
            seed: "0000000000002",
            threads: 1);
    }

    public void Dispose() => folder.Dispose();

    private static Exception? Failure(byte[] content)
    {
        object Read() => CheckpointTests.Read(content);
        return Record.Exception(Read);
    }

    private string Refusal(string content) => Refusal(System.Text.Encoding.UTF8.GetBytes(content));

    private string Refusal(byte[] content) => Assert.Throws<CheckpointException>(() => Checkpoint.Read(folder.Write("other.pth", content))).Message;

    /// <summary>The archive with its pickle under another name of the same length.</summary>
    private static byte[] Rename(byte[] zip)
    {
        var renamed = (byte[])zip.Clone();
        for (var at = renamed.AsSpan().IndexOf("data.pkl"u8); at >= 0; at = renamed.AsSpan().IndexOf("data.pkl"u8))
        {
            "data.xxx"u8.CopyTo(renamed.AsSpan(at));
        }

        return renamed;
    }
}
