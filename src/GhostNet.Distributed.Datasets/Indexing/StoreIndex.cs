using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using GhostNet.Distributed.Datasets.Labels;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Datasets.Tar;

namespace GhostNet.Distributed.Datasets.Indexing;

/// <summary>
/// Finds the images of a store and their labels, and writes them down as a manifest: single images in class folders, with a labels file or without labels, or tar
/// shards. Class folders are listed, and shards read, several at once; as every folder's names lie together in the order of the manifest, the listings one behind the
/// other are sorted already and stream to the manifest: memory does not grow with the dataset.
/// </summary>
public static class StoreIndex
{
    private const int ProgressStep = 1000;

    /// <summary>Indexes a store and writes the manifest. Reads names, lengths and tags, and of shards their headers; no image is decoded.</summary>
    /// <param name="images">The store that has the images; its root is the dataset's root (open it with a prefix).</param>
    /// <param name="manifests">Where the manifest goes; may be the same store only where the images have a prefix to themselves.</param>
    /// <param name="name">Name of the dataset.</param>
    /// <param name="options">What is known of the images.</param>
    /// <param name="progress">Told the number of samples so far, now and then.</param>
    /// <param name="cancellationToken">Ends it; no dataset is left behind.</param>
    /// <exception cref="DatasetException">The images and labels cannot be used as they are; faults are told together.</exception>
    /// <exception cref="ManifestException">The store has another blob where one of the manifest belongs.</exception>
    /// <exception cref="StoreException">A store failed.</exception>
    public static async Task<StoreIndexed> WriteAsync(
        IBlobStore images, IBlobStore manifests, DatasetName name, StoreIndexOptions? options = null, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(manifests);
        options ??= new StoreIndexOptions();
        var run = new Run(images, manifests, name, options, progress);
        run.CheckOptions();
        if (options.Layout == DatasetLayout.Shards)
        {
            return await run.ShardsAsync(cancellationToken);
        }

        var top = await TopOf(images, cancellationToken);
        return options.Layout == DatasetLayout.Automatic && top.HasShards ? await run.ShardsAsync(cancellationToken) : await run.ImagesAsync(top, cancellationToken);
    }

    private static async Task<Top> TopOf(IBlobStore images, CancellationToken cancellationToken)
    {
        List<string> folders = [];
        var shards = false;
        await foreach (var entry in images.ListFolderAsync("", cancellationToken))
        {
            shards |= entry.Blob is not null && IsShard(entry.Name);
            if (entry.Blob is null && !ImageFiles.IsLitter(entry.Name[..^1]))
            {
                folders.Add(entry.Name);
            }
        }

        // By the name with its slash, so that the folders' images, one folder behind the other, are in the order of the manifest: a-b/…, a/…, a0/….
        folders.Sort(Utf8Order.Comparer);
        return new Top(folders, shards);
    }

    private static bool IsShard(string name) => name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase) && !name.Split('/').Any(ImageFiles.IsLitter);

    private sealed record Top(List<string> Folders, bool HasShards);

    private sealed class Run(IBlobStore images, IBlobStore manifests, DatasetName name, StoreIndexOptions options, IProgress<long>? progress)
    {
        private readonly string _subject = $"The dataset in {images.Description}";
        private readonly FaultList _faults = new();
        private readonly NameCount _unlabelled = new();
        private readonly NameCount _ignored = new();

        internal void CheckOptions()
        {
            if (options.Labels == LabelSource.File && options.LabelFile is null && options.Layout != DatasetLayout.Shards)
            {
                _faults.Add("labels are to come from a file, but none is given (--labels)");
            }

            if (options.Classes is { } classes && options.ModelClasses is { } model && classes.Count != model)
            {
                _faults.Add($"the class list has {classes.Count} classes and the model {model}; give the list of this model's classes (--classes)");
            }

            if (options.Parallelism is < 1 or > 256)
            {
                _faults.Add($"{options.Parallelism} listings at once are asked for; expected 1 to 256");
            }

            ThrowFaults();
        }

        internal async Task<StoreIndexed> ShardsAsync(CancellationToken cancellationToken)
        {
            List<string> shards = [];
            await foreach (var entry in images.ListAsync("", cancellationToken))
            {
                if (IsShard(entry.Name.Value))
                {
                    shards.Add(entry.Name.Value);
                }
                else if (!entry.Name.Value.Split('/').Any(ImageFiles.IsLitter))
                {
                    _ignored.Add(entry.Name.Value);
                }
            }

            if (shards.Count == 0)
            {
                throw new DatasetException(_subject, ["it has no tar shards; expected at least one blob whose name ends with .tar"]);
            }

            // A sample is named shard/member, so that the slash belongs to what is sorted by.
            shards.Sort((a, b) => Utf8Order.Comparer.Compare(a + "/", b + "/"));
            var samples = InOrder.ReadAsync(shards, SamplesOf, options.Parallelism, cancellationToken);
            return await WriteAsync(samples, DatasetLayout.Shards, LabelSource.File, shards.Count, options.ModelClasses ?? options.Classes?.Count, [], cancellationToken);
        }

        internal async Task<StoreIndexed> ImagesAsync(Top top, CancellationToken cancellationToken)
        {
            var labels = options.Labels != LabelSource.Automatic ? options.Labels
                : options.LabelFile is not null ? LabelSource.File
                : top.Folders.Count == 0 ? LabelSource.None
                : LabelSource.Folders;
            if (labels == LabelSource.File)
            {
                return await LabelledByFileAsync(top, cancellationToken);
            }

            if (labels == LabelSource.None)
            {
                return await WriteAsync(All(top, cancellationToken), DatasetLayout.Images, labels, 0, options.ModelClasses ?? options.Classes?.Count, [], cancellationToken);
            }

            var folders = top.Folders.ConvertAll(f => f[..^1]);
            var indices = ClassFolders.Indices(folders, options.Classes, options.ModelClasses, _faults);
            ThrowFaults();
            ImmutableArray<string> notes = options.Classes is null && options.ModelClasses is null
                ? [$"The class of a folder is its position among the {folders.Count} folders in order of name; that is right only for a model of exactly these classes."]
                : [];
            return await WriteAsync(
                LabelledByFolder(top, indices, cancellationToken), DatasetLayout.Images, labels, 0, options.Classes?.Count ?? folders.Count, notes, cancellationToken);
        }

        private async IAsyncEnumerable<ManifestSample> LabelledByFolder(Top top, Dictionary<string, int> indices, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var outside = new NameCount();
            await foreach (var sample in All(top, cancellationToken))
            {
                var slash = sample.Path.IndexOf('/', StringComparison.Ordinal);
                if (slash < 0)
                {
                    outside.Add(sample.Path);
                }
                else
                {
                    yield return sample with { Label = indices[sample.Path[..slash]] };
                }
            }

            if (outside.ToNames() is { Count: > 0 } found)
            {
                _faults.Add($"{found.Count} files lie beside the class folders and so have no class: {found}; move them into a folder, or give a labels file (--labels)");
                ThrowFaults();
            }
        }

        private async Task<StoreIndexed> LabelledByFileAsync(Top top, CancellationToken cancellationToken)
        {
            var file = options.LabelFile!;
            var match = LabelMatch.Of(file, [.. await All(top, cancellationToken).ToListAsync(cancellationToken)]);
            if (match.Unlabelled.Count == match.Samples.Length && !match.Samples.IsEmpty)
            {
                throw new DatasetException(
                    _subject, [$"none of the {file.Lines.Length} names in {file.Source} is one of its files: there they are {match.WithoutFile}, here {match.Unlabelled}"]);
            }

            var written = await WriteAsync(
                match.Samples.ToAsyncEnumerable(), DatasetLayout.Images, LabelSource.File, 0, options.ModelClasses ?? options.Classes?.Count, file.Notes, cancellationToken);
            return written with { LabelsWithoutFile = match.WithoutFile };
        }

        private async IAsyncEnumerable<ManifestSample> SamplesOf(string shard, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var index = await TarIndex.ReadAsync(images, BlobName.Parse(shard), new LabelVocabulary(options.Classes, options.ModelClasses), options.TarLimits, cancellationToken);
            foreach (var ignored in index.Ignored)
            {
                _ignored.Add(ignored);
            }

            foreach (var sample in index.Samples)
            {
                yield return sample;
            }
        }

        // The blobs that lie directly in the root go in between the folders where they belong.
        private async IAsyncEnumerable<ManifestSample> All(Top top, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var direct = InUtf8Order.Of(images.ListFolderAsync("", cancellationToken).Where(e => e.Blob is not null), cancellationToken).Select(e => e.Blob!.Value);
            var below = InOrder.ReadAsync(top.Folders, images.ListAsync, options.Parallelism, cancellationToken);
            await foreach (var entry in SortedMerge.Of(direct, below, cancellationToken))
            {
                if (entry.Name.Value.Split('/').Any(ImageFiles.IsLitter))
                {
                    continue;
                }

                if (ImageFiles.IsNeverImage(entry.Name.Value))
                {
                    _ignored.Add(entry.Name.Value);
                    continue;
                }

                yield return new ManifestSample(entry.Name.Value, null, entry.Length) { ETag = entry.ETag };
            }
        }

        private async Task<StoreIndexed> WriteAsync(
            IAsyncEnumerable<ManifestSample> samples, DatasetLayout layout, LabelSource labels, int shards, int? classes, ImmutableArray<string> notes, CancellationToken cancellationToken)
        {
            var header = await ManifestWriter.WriteSortedAsync(manifests, name, Counted(samples, cancellationToken), () => classes, options.TemporaryFolder, cancellationToken);
            return new StoreIndexed(header, layout, labels, shards, _unlabelled.ToNames(), CountedNames.Of([]), _ignored.ToNames(), notes);
        }

        private async IAsyncEnumerable<ManifestSample> Counted(IAsyncEnumerable<ManifestSample> samples, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var count = 0L;
            await foreach (var sample in samples.WithCancellation(cancellationToken))
            {
                if (sample.Label is null)
                {
                    _unlabelled.Add(sample.Path);
                }

                if (++count % ProgressStep == 0)
                {
                    progress?.Report(count);
                }

                yield return sample;
            }

            progress?.Report(count);
            if (count == 0)
            {
                var ignored = _ignored.ToNames();
                _faults.Add($"it has no images{(ignored.Count == 0 ? "" : $", only files that never are: {ignored}{(ignored.First.Any(IsShard) ? " (to index tar shards below folders, say so: --layout shards)" : "")}")}; expected at least one");
                ThrowFaults();
            }
        }

        private void ThrowFaults()
        {
            if (_faults.Any)
            {
                throw new DatasetException(_subject, _faults.ToFaults());
            }
        }
    }
}
