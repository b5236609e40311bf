using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Verifying;

/// <summary>What verifying a dataset found.</summary>
/// <param name="Samples">Samples of the manifest.</param>
/// <param name="Missing">Samples whose blob is not there.</param>
/// <param name="Changed">What is wrong with samples whose blob is another one than was indexed: sentences without the full stop.</param>
public sealed record VerifiedDataset(int Samples, CountedNames Missing, CountedNames Changed)
{
    /// <summary>True when every sample is there as it was indexed, as far as length and tag tell.</summary>
    public bool IsIntact => Missing.Count == 0 && Changed.Count == 0;
}

/// <summary>
/// Holds a manifest to a store: every sample's blob is there with its length and, where the manifest has one, its tag. One listing beside the manifest, and one request
/// a shard; no image is read. The manifest itself is checked against its digests on the way.
/// </summary>
public static class DatasetVerify
{
    private const int Step = 4096;

    /// <summary>Verifies a dataset.</summary>
    /// <param name="images">The store that has the images.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="progress">Told the number of samples so far, now and then.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ManifestException">A part of the manifest is missing or damaged.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async Task<VerifiedDataset> RunAsync(IBlobStore images, ManifestReader manifest, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(manifest);
        var (missing, changed) = (new NameCount(), new NameCount());
        await using var blobs = images.ListAsync("", cancellationToken).GetAsyncEnumerator(cancellationToken);
        var more = await blobs.MoveNextAsync();
        (string Name, BlobProperties? Properties)? shard = null;
        for (var start = 0; start < manifest.Header.Samples; start += Step)
        {
            var range = new SampleRange(start, Math.Min(manifest.Header.Samples, start + Step));
            foreach (var sample in await manifest.ReadRangeAsync(range, cancellationToken))
            {
                BlobProperties? found;
                if (sample.Shard is { } name)
                {
                    // Samples of one shard stand together.
                    shard = shard?.Name == name ? shard : (name, await images.TryGetPropertiesAsync(sample.Blob, cancellationToken));
                    found = shard?.Properties;
                }
                else
                {
                    while (more && Utf8Order.Comparer.Compare(blobs.Current.Name.Value, sample.Path) < 0)
                    {
                        more = await blobs.MoveNextAsync();
                    }

                    found = more && blobs.Current.Name.Value == sample.Path ? await PropertiesAsync(images, blobs.Current, sample, cancellationToken) : null;
                }

                switch (SampleSource.Judge(images, sample, found))
                {
                    case FetchedBytes.Missing:
                        missing.Add(sample.Path);
                        break;
                    case FetchedBytes.Changed { Detail: var detail }:
                        changed.Add(detail);
                        break;
                }
            }

            progress?.Report(range.End);
        }

        return new VerifiedDataset(manifest.Header.Samples, missing.ToNames(), changed.ToNames());
    }

    // A folder's listing has no tags; they are asked for only where the manifest has one to compare with.
    private static async Task<BlobProperties?> PropertiesAsync(IBlobStore images, BlobEntry entry, ManifestSample sample, CancellationToken cancellationToken) =>
        entry.ETag is { } tag ? new BlobProperties(entry.Length, tag)
        : sample.ETag is null ? new BlobProperties(entry.Length, "")
        : await images.TryGetPropertiesAsync(entry.Name, cancellationToken);
}
