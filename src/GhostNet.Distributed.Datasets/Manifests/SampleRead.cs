using System.Collections.Immutable;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>
/// One request that brings the bytes of one or more samples: an image that is a blob by itself, or a run of images that lie close together in a shard. Planned with
/// <see cref="Plan"/>, done with <see cref="SampleSource.FetchAsync(IBlobStore, SampleRead, CancellationToken)"/>.
/// </summary>
/// <param name="Blob">The blob to read.</param>
/// <param name="Range">The bytes to read of it: those of all samples, and what lies between them.</param>
/// <param name="Samples">The samples that are in it, each with its position among those that were planned.</param>
public sealed record SampleRead(BlobName Blob, BlobRange Range, ImmutableArray<(int Position, ManifestSample Sample)> Samples)
{
    /// <summary>The bytes of one request where nothing else is said: some 40 photographs, and little enough that a try that is cut costs little.</summary>
    public const int DefaultMaxBytes = 4 << 20;

    /// <summary>What may lie between two samples that come with one request; headers and classes take 1.5 KiB, and a request costs as much time as a few dozen KiB.</summary>
    private const int MaxGap = 64 << 10;

    /// <summary>
    /// The requests for some samples, such as the next of a worker's range: as few as their places allow. Every sample is in exactly one.
    /// </summary>
    /// <param name="samples">The samples, in any order.</param>
    /// <param name="maxBytes">The most bytes of a request, unless one sample alone has more.</param>
    public static ImmutableArray<SampleRead> Plan(IReadOnlyList<ManifestSample> samples, int maxBytes = DefaultMaxBytes)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        var reads = ImmutableArray.CreateBuilder<SampleRead>();
        List<(int Position, ManifestSample Sample)> run = [];
        var placed = samples.Select((s, i) => (Position: i, Sample: s))
            .OrderBy(p => p.Sample.Shard, StringComparer.Ordinal).ThenBy(p => p.Sample.Offset ?? 0).ThenBy(p => p.Position);
        var end = 0L;
        foreach (var next in placed)
        {
            if (run.Count > 0 && !Belongs(run[0].Sample, next.Sample, end, maxBytes))
            {
                reads.Add(Read(run, end));
                run.Clear();
                end = 0;
            }

            run.Add(next);
            end = Math.Max(end, next.Sample.Range.Offset + next.Sample.Length);
        }

        if (run.Count > 0)
        {
            reads.Add(Read(run, end));
        }

        // In the order of the first sample of each, so that what is needed first comes first.
        return [.. reads.OrderBy(r => r.Samples.Min(s => s.Position))];
    }

    private static bool Belongs(ManifestSample first, ManifestSample next, long end, int maxBytes) =>
        next.Shard is not null && next.Shard == first.Shard && next.ETag == first.ETag
        && next.Offset <= end + MaxGap
        && Math.Max(end, next.Range.Offset + next.Length) - first.Range.Offset <= maxBytes;

    // At least one byte, so that the answer tells of the blob even where the image is empty.
    private static SampleRead Read(List<(int Position, ManifestSample Sample)> run, long end) =>
        new(run[0].Sample.Blob, new BlobRange(run[0].Sample.Range.Offset, Math.Max(1, end - run[0].Sample.Range.Offset)), [.. run]);
}
