using GhostNet.Distributed.Datasets.Indexing;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Pushing;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Datasets.Verifying;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Pushing;

/// <summary>A folder goes into the emulator, is indexed, fetched and verified there: the way of every dataset.</summary>
public sealed class DatasetPushTests(AzuriteServer azurite) : IClassFixture<AzuriteServer>, IDisposable
{
    private static readonly DatasetName Name = DatasetName.Parse("val");
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _ledger = new();
    private readonly string _container = AzuriteServer.NewContainer();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FolderBlobStore Ledger => new(_ledger.Path);

    [Fact]
    public async Task Single_images_are_the_same_dataset_there_and_a_second_push_sends_nothing()
    {
        var dataset = await FolderAsync();

        var first = await PushAsync(dataset, new());
        var second = await PushAsync(dataset, new());

        Assert.Equal(new PushProgress(25, 0, 25, dataset.Samples.Sum(s => s.Length)), first.Blobs);
        Assert.Equal(new PushProgress(0, 25, 25, 0), second.Blobs);
        Assert.Equal(ManifestDigest.Of(dataset.Samples).Value, first.Header.Digest);
        Assert.Equal(first.Header.Digest, second.Header.Digest);
        await AllAreFetchedAsync(first, dataset);
    }

    [Fact]
    public async Task Shards_have_labels_and_bytes_and_a_push_that_was_broken_off_goes_on()
    {
        var dataset = await FolderAsync();
        var first = await PushAsync(dataset, new() { ImagesPerShard = 10 });
        Assert.True(await Images.DeleteAsync(BlobName.Parse("shard-00001.tar"), Cancel));
        var second = await PushAsync(dataset, new() { ImagesPerShard = 10 }, ledger: new FolderBlobStore(_ledger["again"]));

        Assert.Equal((3, 0), (first.Blobs.Uploaded, first.Blobs.Present));
        Assert.Equal((1, 2), (second.Blobs.Uploaded, second.Blobs.Present));
        Assert.Equal((25, 25, 5, first.Header.Digest), (first.Header.Samples, first.Header.Labelled, first.Header.Classes, second.Header.Digest));
        var reader = await OpenAsync(first);
        var samples = await reader.ReadRangeAsync(reader.All, Cancel);
        Assert.Equal(dataset.Samples.Select(s => (s.Label, s.Length)), samples.Select(s => (s.Label, s.Length)));
        Assert.Equal("shard-00000.tar/n0/0.jpg", samples[0].Path);
    }

    [Fact]
    public async Task Shards_are_fetched_by_range()
    {
        var dataset = await FolderAsync();

        await AllAreFetchedAsync(await PushAsync(dataset, new() { ImagesPerShard = 10 }), dataset);
    }

    [Fact]
    public async Task Other_content_under_a_name_is_told_and_stays()
    {
        var dataset = await FolderAsync();
        await Images.TryCreateAsync(BlobName.Parse("n1/1.jpg"), "other"u8.ToArray(), Cancel);

        var e = await Assert.ThrowsAsync<DatasetException>(() => PushAsync(dataset, new()));

        Assert.Contains("'n1/1.jpg' is in", Assert.Single(e.Faults));
        Assert.Contains("already with other content (5 bytes there,", e.Message);
        Assert.Equal("other"u8.ToArray(), await Images.TryReadAsync(BlobName.Parse("n1/1.jpg"), Cancel));
    }

    [Fact]
    public async Task Other_shards_in_the_place_are_told()
    {
        await Images.TryCreateAsync(BlobName.Parse("shard-00077.tar"), "other"u8.ToArray(), Cancel);

        var e = await Assert.ThrowsAsync<DatasetException>(async () => await PushAsync(await FolderAsync(), new() { ImagesPerShard = 10 }));

        Assert.Contains("1 other tar shards, which would be indexed with these: shard-00077.tar", e.Message);
    }

    [Fact]
    public async Task A_file_that_changed_since_the_scan_is_told()
    {
        var dataset = await FolderAsync();
        _folder.Write("n1/1.jpg", "grown since");

        Assert.Contains("'n1/1.jpg' has 11 bytes", (await Assert.ThrowsAsync<DatasetException>(() => PushAsync(dataset, new()))).Message);
    }

    [Fact]
    public async Task What_is_missing_or_changed_there_is_found_by_verifying_and_by_fetching()
    {
        var dataset = await FolderAsync();
        var pushed = await PushAsync(dataset, new());
        var reader = await OpenAsync(pushed);
        Assert.True((await DatasetVerify.RunAsync(Images, reader, cancellationToken: Cancel)).IsIntact);

        await ReplaceAsync("n0/0.jpg", null);
        await ReplaceAsync("n1/1.jpg", "short");
        await ReplaceAsync("n2/2.jpg", new string('z', (int)dataset.Samples.Single(s => s.Path == "n2/2.jpg").Length));
        var verified = await DatasetVerify.RunAsync(Images, reader, cancellationToken: Cancel);

        Assert.Equal((25, "n0/0.jpg", 2), (verified.Samples, verified.Missing.ToString(), verified.Changed.Count));
        Assert.Contains(verified.Changed.First, d => d.StartsWith("n1/1.jpg has 5 bytes;", StringComparison.Ordinal));
        Assert.Contains(verified.Changed.First, d => d.StartsWith("n2/2.jpg has the ETag 0x", StringComparison.Ordinal));
        var samples = (await reader.ReadRangeAsync(reader.All, Cancel)).ToDictionary(s => s.Path);
        Assert.IsType<FetchedBytes.Missing>(await SampleSource.FetchAsync(Images, samples["n0/0.jpg"], Cancel));
        Assert.IsType<FetchedBytes.Changed>(await SampleSource.FetchAsync(Images, samples["n1/1.jpg"], Cancel));
        Assert.IsType<FetchedBytes.Changed>(await SampleSource.FetchAsync(Images, samples["n2/2.jpg"], Cancel));
        Assert.IsType<FetchedBytes.Found>(await SampleSource.FetchAsync(Images, samples["n3/3.jpg"], Cancel));
    }

    [Fact]
    public async Task A_shard_that_was_cut_or_is_gone_is_found_by_verifying()
    {
        var reader = await OpenAsync(await PushAsync(await FolderAsync(), new() { ImagesPerShard = 10 }));
        Assert.True((await DatasetVerify.RunAsync(Images, reader, cancellationToken: Cancel)).IsIntact);

        await ReplaceAsync("shard-00000.tar", null);
        await ReplaceAsync("shard-00002.tar", "cut");
        var verified = await DatasetVerify.RunAsync(Images, reader, cancellationToken: Cancel);

        Assert.Equal((10, 5), (verified.Missing.Count, verified.Changed.Count));
    }

    [Fact]
    public async Task A_tree_in_the_emulator_is_indexed_as_in_the_folder()
    {
        _folder.Write("a-b/\U0001F47B.jpg", "ghost");
        _folder.Write("a-b/\uFF5E.jpg", "wave");
        _folder.Write("\U0001F47B/x.jpg", "ghost");
        _folder.Write("\uFF5E/x.jpg", "wave");
        var dataset = await FolderAsync();
        var pushed = await PushAsync(dataset, new());

        var indexed = await StoreIndex.WriteAsync(Images, new FolderBlobStore(_ledger["again"]), Name, new() { ModelClasses = dataset.Classes }, cancellationToken: Cancel);

        Assert.Equal(pushed.Header.Digest, indexed.Header.Digest);
        Assert.Equal(pushed.Header.Parts, indexed.Header.Parts);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _ledger.Dispose();
    }

    private IBlobStore Images => BlobStores.Open($"azure:{_container}/val", new BlobStoreOptions { ConnectionString = azurite.ConnectionString });

    private async Task<IndexedDataset> FolderAsync()
    {
        var random = new Random(7);
        for (var i = 0; i < 25; i++)
        {
            var bytes = new byte[random.Next(100, 20_000)];
            random.NextBytes(bytes);
            _folder.Write($"n{i % 5}/{i}.jpg", bytes);
        }

        return await DatasetIndex.ScanAsync(_folder.Path, cancellationToken: Cancel);
    }

    private Task<PushedDataset> PushAsync(IndexedDataset dataset, DatasetPushOptions options, IBlobStore? ledger = null) =>
        DatasetPush.RunAsync(_folder.Path, dataset, Images, ledger ?? Ledger, Name, options, cancellationToken: Cancel);

    private Task<ManifestReader> OpenAsync(PushedDataset pushed) => ManifestReader.OpenAsync(Ledger, Name, ContentDigest.Parse(pushed.Header.Digest), Cancel);

    private async Task AllAreFetchedAsync(PushedDataset pushed, IndexedDataset dataset)
    {
        var reader = await OpenAsync(pushed);
        var samples = await reader.ReadRangeAsync(reader.All, Cancel);
        foreach (var (sample, original) in samples.Zip(dataset.Samples))
        {
            var found = Assert.IsType<FetchedBytes.Found>(await SampleSource.FetchAsync(Images, sample, Cancel));
            Assert.Equal(File.ReadAllBytes(_folder[original.Path]), found.Bytes.ToArray());
            Assert.NotNull(sample.ETag);
        }
    }

    private async Task ReplaceAsync(string blob, string? content)
    {
        Assert.True(await Images.DeleteAsync(BlobName.Parse(blob), Cancel));
        if (content is not null)
        {
            await Images.TryCreateAsync(BlobName.Parse(blob), System.Text.Encoding.ASCII.GetBytes(content), Cancel);
        }
    }
}
