using System.Text;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Runtime.Pump;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Runtime.Tests.Pump;

public sealed class SampleReaderTests : IDisposable
{
    private const int Limit = 10;

    private readonly TemporaryFolder _folder = new();
    private readonly SampleReader _reader;

    public SampleReaderTests()
    {
        _folder.Write("images/é ü/a b#%.jpg", "content");
        _folder.Write("images/large.jpg", new string('x', Limit + 1));
        _folder.Write("images/empty.jpg", "");
        _reader = new SampleReader(FolderBlobStore.OpenExisting(_folder["images"]), Limit);
    }

    [Fact]
    public async Task A_file_is_read_whole_whatever_its_name() => Assert.Equal("content", Encoding.UTF8.GetString((await ReadAsync("é ü/a b#%.jpg", 7)).Content!));

    [Fact]
    public async Task A_file_without_bytes_is_content_too() => Assert.Empty((await ReadAsync("empty.jpg", 0)).Content!);

    [Theory]
    [InlineData("gone.jpg", 1, FailureKind.Missing)]
    [InlineData("é ü/a b#%.jpg", 8, FailureKind.Changed)]
    [InlineData("large.jpg", Limit + 1, FailureKind.TooLarge)]
    public async Task A_file_that_cannot_be_used_is_a_failure_of_its_kind(string path, int length, FailureKind kind) => Assert.Equal(kind, (await ReadAsync(path, length)).Failure!.Kind);

    [Fact]
    public async Task A_folder_that_is_out_of_reach_is_no_failure_of_its_samples()
    {
        Directory.Move(_folder["images"], _folder["unmounted"]);
        await Assert.ThrowsAsync<StoreException>(() => ReadAsync("large.jpg", Limit + 1));
    }

    public void Dispose() => _folder.Dispose();

    private Task<FetchedSample> ReadAsync(string path, long length) => _reader.ReadAsync(new ManifestSample(path, null, length), TestContext.Current.CancellationToken);
}
