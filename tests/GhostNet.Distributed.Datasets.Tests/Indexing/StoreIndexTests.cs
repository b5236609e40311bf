using System.Collections.Immutable;
using GhostNet.Distributed.Datasets.Classes;
using GhostNet.Distributed.Datasets.Indexing;
using GhostNet.Distributed.Datasets.Labels;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Datasets.Tests.Indexing;

public sealed class StoreIndexTests : IDisposable
{
    private static readonly DatasetName Name = DatasetName.Parse("val");
    private static readonly ClassList Fish = ClassList.Parse("n01440764 tench\nn01443537 goldfish\nn01484850 great white shark\n", "classes");
    private readonly TemporaryFolder _images = new();
    private readonly TemporaryFolder _ledger = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_tree_is_the_same_dataset_as_in_the_folder()
    {
        Images("n01484850/b.JPEG", "n01484850/a.JPEG", "n01440764/deeper/still/ü ö.png", "n01440764/no-extension", "n01440764/.hidden", "__MACOSX/x.jpg", "n01440764/readme.md");

        var found = await IndexAsync(new() { Classes = Fish, ModelClasses = 3 });
        var folder = await DatasetIndex.ScanAsync(_images.Path, new() { Classes = Fish, ModelClasses = 3 }, Cancel);

        Assert.Equal(folder.Samples, await SamplesAsync(found));
        Assert.Equal(ManifestDigest.Of(folder.Samples).Value, found.Header.Digest);
        Assert.Equal((3, LabelSource.Folders, DatasetLayout.Images, folder.Ignored), (found.Header.Classes, found.Labels, found.Layout, found.Ignored));
    }

    [Fact]
    public async Task Folders_whose_names_begin_alike_are_in_the_order_of_the_manifest()
    {
        Images("a/1", "a-b/1", "a0/1", "a/z", "a.b/1");

        Assert.Equal(["a-b/1", "a.b/1", "a/1", "a/z", "a0/1"], (await SamplesAsync(await IndexAsync(new()))).Select(s => s.Path));
    }

    [Fact]
    public async Task The_class_of_a_folder_is_the_same_as_in_the_folder_where_names_begin_alike()
    {
        Images("a/1", "a-b/1", "a0/1");

        var folder = await DatasetIndex.ScanAsync(_images.Path, new() { ModelClasses = 3 }, Cancel);

        Assert.Equal(folder.Samples, await SamplesAsync(await IndexAsync(new() { ModelClasses = 3 })));
    }

    [Fact]
    public async Task Files_beside_the_folders_and_folders_outside_the_list_are_told_and_nothing_is_written()
    {
        Images("other/x.jpg", "n01440764/x.jpg");
        Assert.Contains("1 of its 2 folders are neither id nor", (await RefusedAsync(new() { Classes = Fish })).Message);

        _images.Write("stray.jpg", "x");
        Assert.Contains("1 files lie beside the class folders and so have no class: stray.jpg", (await RefusedAsync(new())).Message);
        Assert.Empty(Directory.GetFileSystemEntries(_ledger.Path));
    }

    [Fact]
    public async Task A_labels_file_of_the_store_labels_by_name()
    {
        Images("x.jpg", "b/y.jpg", "z.jpg", "b0.jpg");
        _images.Write("labels.csv", "filename,label\ny.jpg,goldfish\nx.jpg,2\ngone.jpg,0\n");
        var store = FolderBlobStore.OpenExisting(_images.Path);

        var file = await LabelFile.ReadAsync(store, BlobName.Parse("labels.csv"), new LabelVocabulary(Fish), Cancel);
        var found = await IndexAsync(new() { LabelFile = file, Classes = Fish });

        Assert.Equal([("b/y.jpg", 1), ("b0.jpg", null), ("x.jpg", 2), ("z.jpg", (int?)null)], (await SamplesAsync(found)).Select(s => (s.Path, s.Label)));
        Assert.Equal((LabelSource.File, 2, "gone.jpg"), (found.Labels, found.Unlabelled.Count, found.LabelsWithoutFile.ToString()));
    }

    [Fact]
    public async Task A_labels_file_that_is_not_in_the_store_is_told() =>
        Assert.Contains("there is no such blob", (await Assert.ThrowsAsync<LabelFileException>(() =>
            LabelFile.ReadAsync(FolderBlobStore.OpenExisting(_images.Path), BlobName.Parse("labels.csv"), new LabelVocabulary(), Cancel))).Message);

    [Fact]
    public async Task Nothing_to_index_and_contradicting_options_are_told()
    {
        Assert.Contains("it has no images; expected at least one", (await RefusedAsync(new())).Message);
        _images.Write("train/s.tar", "x");
        Assert.Contains("only files that never are: train/s.tar (to index tar shards below folders, say so: --layout shards)", (await RefusedAsync(new())).Message);
        Assert.Contains("no tar shards", (await Assert.ThrowsAsync<DatasetException>(() =>
            StoreIndex.WriteAsync(new FolderBlobStore(_ledger["none"]), new FolderBlobStore(_ledger.Path), Name, new() { Layout = DatasetLayout.Shards }, cancellationToken: Cancel))).Message);

        var e = await RefusedAsync(new() { Labels = LabelSource.File, Classes = Fish, ModelClasses = 4, Parallelism = 0 });
        Assert.Equal(3, e.Faults.Length);
    }

    [Fact]
    public async Task A_listing_that_fails_ends_the_index_with_its_reason_and_leaves_nothing()
    {
        var store = new ListedStore(classes: 20, imagesPerClass: 5000) { FailsInClass = 7 };

        var e = await Assert.ThrowsAsync<StoreException>(() => StoreIndex.WriteAsync(store, new FolderBlobStore(_ledger.Path), Name, cancellationToken: Cancel));

        Assert.Contains("the line is cut", e.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_ledger.Path));
    }

    public void Dispose()
    {
        _images.Dispose();
        _ledger.Dispose();
    }

    private void Images(params string[] names) => Array.ForEach(names, n => _images.Write(n, "pixels"));

    private Task<StoreIndexed> IndexAsync(StoreIndexOptions options) =>
        StoreIndex.WriteAsync(FolderBlobStore.OpenExisting(_images.Path), new FolderBlobStore(_ledger.Path), Name, options, cancellationToken: Cancel);

    private async Task<DatasetException> RefusedAsync(StoreIndexOptions options) => await Assert.ThrowsAsync<DatasetException>(() => IndexAsync(options));

    private async Task<ImmutableArray<ManifestSample>> SamplesAsync(StoreIndexed found)
    {
        var reader = await ManifestReader.OpenAsync(new FolderBlobStore(_ledger.Path), Name, ContentDigest.Parse(found.Header.Digest), Cancel);
        await reader.VerifyAsync(Cancel);
        return await reader.ReadRangeAsync(reader.All, Cancel);
    }
}
