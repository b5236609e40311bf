using System.Text;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Runtime.Pump;
using GhostNet.Distributed.Runtime.Tests.Clusters;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

public sealed class SampleReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SampleReader _reader;

    public SampleReaderTests()
    {
        _folder.Write("images/é ü/a b#%.jpg", "content");
        _folder.Write("images/empty.jpg", "");
        _folder.Write("images/some.tar", "..first..second..");
        _reader = new SampleReader(FolderBlobStore.OpenExisting(_folder["images"]));
    }

    [Fact]
    public async Task A_file_is_read_whole_whatever_its_name() => Assert.Equal("content", Text(await ReadAsync(new ManifestSample("é ü/a b#%.jpg", null, 7))));

    [Fact]
    public async Task A_file_without_bytes_is_content_too() => Assert.Equal("", Text(await ReadAsync(new ManifestSample("empty.jpg", null, 0))));

    [Fact]
    public async Task The_images_of_a_tar_shard_come_with_one_request()
    {
        var read = Assert.Single(SampleRead.Plan([InTar("first", 2, 5), InTar("second", 9, 6)]));
        Assert.Equal(["first", "second"], (await _reader.ReadAsync(read, TestContext.Current.CancellationToken)).Samples.Select(Text));
    }

    [Theory]
    [InlineData("gone.jpg", 1, FailureKind.Missing)]
    [InlineData("é ü/a b#%.jpg", 8, FailureKind.Changed)]
    [InlineData("é ü/a b#%.jpg", 6, FailureKind.Changed)]
    public async Task A_file_that_cannot_be_used_is_a_failure_of_its_kind_that_names_it(string path, int length, FailureKind kind)
    {
        var failure = (await ReadAsync(new ManifestSample(path, null, length))).Failure!;
        Assert.Equal(kind, failure.Kind);
        Assert.Contains(path, failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_in_a_tar_shard_that_is_another_one_now_is_a_failure_that_names_the_image()
    {
        var failure = (await ReadAsync(InTar("first", 2, 5) with { ETag = "another" })).Failure!;
        Assert.Equal(FailureKind.Changed, failure.Kind);
        Assert.Contains("some.tar/first", failure.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_out_of_reach_is_no_failure_of_its_samples()
    {
        Directory.Move(_folder["images"], _folder["unmounted"]);
        await Assert.ThrowsAsync<StoreException>(() => ReadAsync(new ManifestSample("empty.jpg", null, 0)));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_no_failure_of_its_samples()
    {
        var reader = new SampleReader(new SwitchedStore(FolderBlobStore.OpenExisting(_folder["images"])) { IsOff = true });
        var read = SampleRead.Plan([new ManifestSample("empty.jpg", null, 0)])[0];
        Assert.True((await Assert.ThrowsAsync<StoreException>(() => reader.ReadAsync(read, TestContext.Current.CancellationToken))).IsTransient);
    }

    public void Dispose() => _folder.Dispose();

    private static ManifestSample InTar(string name, long offset, long length) => new($"some.tar/{name}", null, length) { Shard = "some.tar", Offset = offset };

    private static string Text(FetchedSample fetched)
    {
        Assert.Null(fetched.Failure);
        return Encoding.UTF8.GetString(fetched.Content.Span);
    }

    private async Task<FetchedSample> ReadAsync(ManifestSample sample) => Assert.Single((await _reader.ReadAsync(SampleRead.Plan([sample])[0], TestContext.Current.CancellationToken)).Samples);
}
