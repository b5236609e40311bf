using System.Security.Cryptography;
using System.Text;
using CsCheck;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Tests.Stores;

/// <summary>What every store must do. A new store passes by deriving from this and giving itself, empty.</summary>
public abstract class BlobStoreContract
{
    protected abstract IBlobStore Store { get; }

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_created_blob_reads_as_it_was_written()
    {
        var content = RandomNumberGenerator.GetBytes(100_000);

        Assert.True(await Store.TryCreateAsync(Name("jobs/a/results/00001"), content, Cancel));

        Assert.Equal(content, await Store.TryReadAsync(Name("jobs/a/results/00001"), Cancel));
    }

    [Fact]
    public async Task An_empty_blob_is_a_blob()
    {
        Assert.True(await Store.TryCreateAsync(Name("empty"), ReadOnlyMemory<byte>.Empty, Cancel));

        Assert.Equal(0, (await Store.TryReadAsync(Name("empty"), Cancel))?.Length);
        Assert.Equal("", await ReadAsync("empty", default));
    }

    [Fact]
    public async Task The_second_creation_is_refused_and_changes_nothing()
    {
        await Store.TryCreateAsync(Name("a"), Bytes("first"), Cancel);

        Assert.False(await Store.TryCreateAsync(Name("a"), Bytes("second"), Cancel));
        Assert.False(await Store.TryCreateAsync(Name("a"), new MemoryStream(Bytes("third")), Cancel));

        Assert.Equal(Bytes("first"), await Store.TryReadAsync(Name("a"), Cancel));
    }

    [Fact]
    public async Task Of_32_racing_creators_one_wins_with_its_whole_content()
    {
        for (var round = 0; round < 8; round++)
        {
            var name = Name($"race/{round}");
            var contents = Enumerable.Range(0, 32).Select(i => Enumerable.Repeat((byte)i, 20_000 + i).ToArray()).ToArray();
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var racers = contents.Select(async content =>
            {
                await start.Task;
                return await Store.TryCreateAsync(name, content, Cancel);
            }).ToArray();

            start.SetResult();
            var won = await Task.WhenAll(racers);

            var winner = Assert.Single(won.Index(), w => w.Item).Index;
            Assert.Equal(contents[winner], await Store.TryReadAsync(name, Cancel));
        }
    }

    [Fact]
    public async Task A_creation_from_a_stream_that_breaks_leaves_nothing()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => Store.TryCreateAsync(Name("model.onnx"), new BreakingStream(3_000_000), Cancel));

        Assert.Null(await Store.TryReadAsync(Name("model.onnx"), Cancel));
        Assert.Empty(await ListAsync(""));
        Assert.True(await Store.TryCreateAsync(Name("model.onnx"), Bytes("whole"), Cancel));
    }

    [Fact]
    public async Task A_large_blob_goes_through_a_stream()
    {
        var content = RandomNumberGenerator.GetBytes(5_000_000);

        Assert.True(await Store.TryCreateAsync(Name("model.onnx"), new MemoryStream(content), Cancel));

        await using var open = await Store.OpenReadAsync(Name("model.onnx"), cancellationToken: Cancel);
        var copy = new MemoryStream();
        await open!.Content.CopyToAsync(copy, Cancel);
        Assert.Equal(content, copy.ToArray());
        Assert.Equal(content.Length, open.Length);
    }

    [Fact]
    public async Task A_missing_blob_is_null_or_false_and_no_exception()
    {
        await Store.TryCreateAsync(Name("a/b"), Bytes("x"), Cancel);
        foreach (var name in new[] { "missing", "a", "a/b/c", "a/c", new string('n', 900) }.Select(Name))
        {
            Assert.Null(await Store.TryReadAsync(name, Cancel));
            Assert.Null(await Store.OpenReadAsync(name, cancellationToken: Cancel));
            Assert.Null(await Store.TryGetPropertiesAsync(name, Cancel));
            Assert.False(await Store.DeleteAsync(name, Cancel));
        }
    }

    [Fact]
    public void Ranges_are_cut_to_the_blob() => Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40], Gen.Bool).SampleAsync(async (offset, length, toEnd) =>
    {
        await Store.TryCreateAsync(Name("letters"), Bytes("abcdefghijklmnopqrstuvwxyz"), Cancel);
        var expected = new string([.. "abcdefghijklmnopqrstuvwxyz".Skip(offset).Take(toEnd ? 26 : length)]);

        return expected == await ReadAsync("letters", new BlobRange(offset, toEnd ? null : length));
    }, iter: 100, threads: 1);

    [Fact]
    public async Task An_open_range_knows_its_own_and_the_whole_length()
    {
        await Store.TryCreateAsync(Name("letters"), Bytes("abcdef"), Cancel);

        await using var open = await Store.OpenReadAsync(Name("letters"), new BlobRange(2, 3), Cancel);

        Assert.Equal((3L, 6L), (open!.Length, open.Properties.Length));
        Assert.Equal(await Store.TryGetPropertiesAsync(Name("letters"), Cancel), open.Properties);
    }

    [Fact]
    public async Task A_listing_has_every_blob_in_the_order_of_UTF8_bytes()
    {
        string[] names = ["a/b/c", "a-b", "a/b-", "a0", "A", "ä/ü", "a/b/a", "z z", "\uFF5E", "\U0001F47B"];
        foreach (var name in names)
        {
            await Store.TryCreateAsync(Name(name), Bytes(name), Cancel);
        }

        var listed = await ListAsync("");

        Assert.Equal(["A", "a-b", "a/b-", "a/b/a", "a/b/c", "a0", "z z", "ä/ü", "\uFF5E", "\U0001F47B"], listed.Select(e => e.Name.Value));
        Assert.All(listed, e => Assert.Equal(Encoding.UTF8.GetByteCount(e.Name.Value), e.Length));
    }

    [Theory]
    [InlineData("jobs/1/", "jobs/1/job.json,jobs/1/results/0")]
    [InlineData("jobs/1", "jobs/1/job.json,jobs/1/results/0,jobs/10/job.json")]
    [InlineData("jobs/1/res", "jobs/1/results/0")]
    [InlineData("jobs/1/results/0", "jobs/1/results/0")]
    [InlineData("j", "jobs/1/job.json,jobs/1/results/0,jobs/10/job.json")]
    [InlineData("none/", "")]
    [InlineData("jobs/1/job.json/", "")]
    public async Task A_listing_has_the_blobs_of_its_prefix_and_no_other(string prefix, string expected)
    {
        foreach (var name in new[] { "jobs/1/job.json", "jobs/1/results/0", "jobs/10/job.json", "models/m" })
        {
            await Store.TryCreateAsync(Name(name), Bytes("x"), Cancel);
        }

        Assert.Equal(expected, string.Join(',', (await ListAsync(prefix)).Select(e => e.Name.Value)));
    }

    [Theory]
    [InlineData("../")]
    [InlineData("/etc/")]
    [InlineData("a/../b")]
    [InlineData("a\\b")]
    public void A_prefix_that_no_name_can_have_is_refused(string prefix) => Assert.Contains(prefix, Assert.Throws<FormatException>(() => Store.ListAsync(prefix, Cancel)).Message);

    [Fact]
    public async Task A_listing_of_many_blobs_goes_over_pages()
    {
        await Parallel.ForAsync(0, 1100, Cancel, async (i, token) => await Store.TryCreateAsync(Name($"many/{i:D4}"), Bytes("x"), token));

        Assert.Equal(Enumerable.Range(0, 1100).Select(i => $"many/{i:D4}"), (await ListAsync("many/")).Select(e => e.Name.Value));
    }

    [Fact]
    public async Task A_deleted_marker_is_gone_and_may_be_set_again()
    {
        await Store.TryCreateAsync(Name("active/job"), Bytes("1"), Cancel);

        Assert.True(await Store.DeleteAsync(Name("active/job"), Cancel));
        Assert.False(await Store.DeleteAsync(Name("active/job"), Cancel));
        Assert.Empty(await ListAsync("active/"));
        Assert.True(await Store.TryCreateAsync(Name("active/job"), Bytes("2"), Cancel));
    }

    [Fact]
    public async Task A_cancelled_creation_leaves_nothing()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.TryCreateAsync(Name("a"), Bytes("x"), cancelled.Token));

        Assert.Null(await Store.TryReadAsync(Name("a"), Cancel));
    }

    protected static BlobName Name(string name) => BlobName.Parse(name);

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected async Task<List<BlobEntry>> ListAsync(string prefix)
    {
        List<BlobEntry> entries = [];
        await foreach (var entry in Store.ListAsync(prefix, Cancel))
        {
            entries.Add(entry);
        }

        return entries;
    }

    private async Task<string> ReadAsync(string name, BlobRange range)
    {
        await using var open = await Store.OpenReadAsync(Name(name), range, Cancel);
        using var reader = new StreamReader(open!.Content);
        return await reader.ReadToEndAsync(Cancel);
    }

    private sealed class BreakingStream(int after) : MemoryStream(new byte[after])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            return count > 0 ? count : throw new IOException("The source broke.");
        }
    }
}
