using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using GhostNet.Distributed.Datasets.Indexing;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Datasets.Tar;

namespace GhostNet.Distributed.Datasets.Pushing;

/// <summary>
/// Uploads a folder's dataset into a store, as single images or as tar shards, and writes the manifest of what is there then. An upload that was broken off is
/// simply run again: what is there with the same content is not sent twice, and packing the same images makes the same shards.
/// </summary>
public static class DatasetPush
{
    /// <summary>Uploads a dataset and indexes it.</summary>
    /// <param name="folder">The folder that was indexed.</param>
    /// <param name="dataset">What <see cref="DatasetIndex.ScanAsync"/> found in it; its labels go into the manifest, and into the shards.</param>
    /// <param name="images">Where the images go.</param>
    /// <param name="manifests">Where the manifest goes.</param>
    /// <param name="name">Name of the dataset.</param>
    /// <param name="options">Single images or shards, and how many at once.</param>
    /// <param name="progress">Told after every blob.</param>
    /// <param name="cancellationToken">Ends the upload; what is uploaded stays for the next try.</param>
    /// <exception cref="DatasetException">A blob of the same name has other content, a file changed since it was indexed, or two images make one member; all told together, nothing is overwritten.</exception>
    /// <exception cref="ManifestException">The store has another blob where one of the manifest belongs.</exception>
    /// <exception cref="StoreException">A store failed; run it again.</exception>
    public static async Task<PushedDataset> RunAsync(
        string folder,
        IndexedDataset dataset,
        IBlobStore images,
        IBlobStore manifests,
        DatasetName name,
        DatasetPushOptions? options = null,
        IProgress<PushProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(manifests);
        options ??= new DatasetPushOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Parallelism, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Parallelism, 256, nameof(options));
        var local = FolderBlobStore.OpenExisting(folder);
        return options.ImagesPerShard is { } perShard
            ? await ShardsAsync(local, dataset, images, manifests, name, perShard, options, progress, cancellationToken)
            : await ImagesAsync(local, dataset, images, manifests, name, options, progress, cancellationToken);
    }

    private static async Task<PushedDataset> ImagesAsync(
        FolderBlobStore local,
        IndexedDataset dataset,
        IBlobStore images,
        IBlobStore manifests,
        DatasetName name,
        DatasetPushOptions options,
        IProgress<PushProgress>? progress,
        CancellationToken cancellationToken)
    {
        var upload = new Upload(images, dataset.Samples.Length, progress);
        await Parallel.ForEachAsync(
            WithBlobs(images, dataset.Samples, cancellationToken),
            Limits(options, cancellationToken),
            async (pair, token) =>
            {
                await using var file = Open(local, pair.Sample);
                await upload.RunAsync(BlobName.Parse(pair.Sample.Path), pair.Blob, file, token);
            });
        upload.ThrowFaults($"The dataset in {local.Description}");
        var tagged = WithBlobs(images, dataset.Samples, cancellationToken).Select(p => p.Sample with { ETag = p.Blob?.ETag });
        var header = await ManifestWriter.WriteSortedAsync(manifests, name, tagged, () => dataset.Classes, options.TemporaryFolder, cancellationToken);
        return new PushedDataset(header, upload.Done);
    }

    private static async Task<PushedDataset> ShardsAsync(
        FolderBlobStore local,
        IndexedDataset dataset,
        IBlobStore images,
        IBlobStore manifests,
        DatasetName name,
        int perShard,
        DatasetPushOptions options,
        IProgress<PushProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perShard, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(perShard, ManifestWriter.SamplesPerPart, nameof(options));
        var shards = (dataset.Samples.Length + perShard - 1) / perShard;
        var upload = new Upload(images, shards, progress);
        var present = await images.ListAsync("", cancellationToken).Where(b => b.Name.Value.EndsWith(".tar", StringComparison.Ordinal)).ToDictionaryAsync(b => b.Name, cancellationToken: cancellationToken);
        await Parallel.ForAsync(0, shards, Limits(options, cancellationToken), async (shard, token) =>
        {
            var blob = ShardName(shard);
            await using var packed = await PackAsync(local, dataset.Samples.Slice(shard * perShard, Math.Min(perShard, dataset.Samples.Length - (shard * perShard))), options, token);
            await upload.RunAsync(blob, present.TryGetValue(blob, out var there) ? there : null, packed, token);
        });
        upload.ThrowFaults($"The dataset in {local.Description}");
        var own = Enumerable.Range(0, shards).Select(ShardName).ToHashSet();
        var others = CountedNames.Of(present.Keys.Where(b => !own.Contains(b)).Order().Select(b => b.Value));
        if (others.Count > 0)
        {
            throw new DatasetException($"The store {images.Description}", [$"it has {others.Count} other tar shards, which would be indexed with these: {others}; choose another prefix, or delete them"]);
        }

        var indexed = await StoreIndex.WriteAsync(
            images,
            manifests,
            name,
            new StoreIndexOptions { Layout = DatasetLayout.Shards, ModelClasses = dataset.Classes, Parallelism = options.Parallelism, TarLimits = options.TarLimits, TemporaryFolder = options.TemporaryFolder },
            progress: null,
            cancellationToken);
        return new PushedDataset(indexed.Header, upload.Done);
    }

    private static BlobName ShardName(int shard) => BlobName.Parse(string.Create(CultureInfo.InvariantCulture, $"shard-{shard:D5}.tar"));

    private static async Task<FileStream> PackAsync(FolderBlobStore local, ImmutableArray<ManifestSample> samples, DatasetPushOptions options, CancellationToken cancellationToken)
    {
        var path = Path.Join(options.TemporaryFolder ?? Path.GetTempPath(), $"ghostnet-shard-{Guid.NewGuid():N}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await using (var writer = new TarShardWriter(file))
            {
                foreach (var sample in samples)
                {
                    await using var image = Open(local, sample);
                    await writer.AddAsync(sample.Path, image, sample.Label, cancellationToken);
                }
            }

            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    // A file that grew or shrank since it was indexed would make a manifest that lies.
    private static FileStream Open(FolderBlobStore local, ManifestSample sample)
    {
        try
        {
            var file = new FileStream(local.PathOf(BlobName.Parse(sample.Path)), FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
            if (file.Length == sample.Length)
            {
                return file;
            }

            var found = file.Length;
            file.Dispose();
            throw new DatasetException($"The dataset in {local.Description}", [$"'{sample.Path}' has {found} bytes, {sample.Length} when it was indexed; run it again"]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException($"The dataset in {local.Description}", [$"'{sample.Path}' cannot be read ({e.Message.TrimEnd('.')})"], e);
        }
    }

    // Samples and listing are in one order, so that one walk over both finds every sample's blob.
    private static async IAsyncEnumerable<(ManifestSample Sample, BlobEntry? Blob)> WithBlobs(
        IBlobStore images, ImmutableArray<ManifestSample> samples, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var blobs = images.ListAsync("", cancellationToken).GetAsyncEnumerator(cancellationToken);
        var more = await blobs.MoveNextAsync();
        foreach (var sample in samples)
        {
            while (more && Utf8Order.Comparer.Compare(blobs.Current.Name.Value, sample.Path) < 0)
            {
                more = await blobs.MoveNextAsync();
            }

            yield return (sample, more && blobs.Current.Name.Value == sample.Path ? blobs.Current : null);
        }
    }

    private static ParallelOptions Limits(DatasetPushOptions options, CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = options.Parallelism, CancellationToken = cancellationToken };
}
