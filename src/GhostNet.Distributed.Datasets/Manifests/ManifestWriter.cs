using System.Text.Json;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>Writes manifests. The parts come first and the header last, so that a manifest whose header is there is whole.</summary>
public static class ManifestWriter
{
    /// <summary>Samples of a part: enough that a million samples are sixteen blobs, few enough that one shard's part is read and parsed in a blink.</summary>
    public const int SamplesPerPart = 65_536;

    /// <summary>
    /// Sorts samples by path (<see cref="Utf8Order"/>) and writes them as a dataset. Writing the same samples again, at once or after a killed process, is the same
    /// dataset and changes nothing.
    /// </summary>
    /// <param name="store">Where to.</param>
    /// <param name="name">Name of the dataset.</param>
    /// <param name="samples">The samples in any order; paths are unique.</param>
    /// <param name="classes">Number of classes that labels are indices of; null when it is not known.</param>
    /// <param name="cancellationToken">Ends the writing; without the header, what is written is no dataset.</param>
    /// <returns>The header, with the digest that is the dataset's version.</returns>
    /// <exception cref="DatasetException">There is no sample, a path is unusable or there twice, or a label or length is out of range; all told at once.</exception>
    /// <exception cref="ManifestException">The store has another blob where one of the manifest belongs.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public static Task<ManifestHeader> WriteAsync(
        IBlobStore store, DatasetName name, IEnumerable<ManifestSample> samples, int? classes = null, CancellationToken cancellationToken = default) =>
        WriteAsync(store, name, samples, classes, SamplesPerPart, cancellationToken);

    /// <summary>
    /// As the other overload, for datasets that are larger than memory: the samples come sorted, and go through a file in <paramref name="temporaryFolder"/> (some 100
    /// bytes a sample), because the parts are named by the digest, which is known behind the last sample only. Memory holds one part.
    /// </summary>
    /// <param name="store">Where to.</param>
    /// <param name="name">Name of the dataset.</param>
    /// <param name="sorted">The samples in the order of their paths (<see cref="Utf8Order"/>); any other order is refused.</param>
    /// <param name="classes">Number of classes that labels are indices of; null when it is not known. Asked behind the last sample.</param>
    /// <param name="temporaryFolder">Folder for the file, which is gone afterwards; the system's by default.</param>
    /// <param name="cancellationToken">Ends the writing; without the header, what is written is no dataset.</param>
    /// <exception cref="DatasetException">There is no sample, the order is wrong, a path is unusable or there twice, or a label or length is out of range.</exception>
    /// <exception cref="ManifestException">The store has another blob where one of the manifest belongs.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public static Task<ManifestHeader> WriteSortedAsync(
        IBlobStore store,
        DatasetName name,
        IAsyncEnumerable<ManifestSample> sorted,
        Func<int?>? classes = null,
        string? temporaryFolder = null,
        CancellationToken cancellationToken = default) =>
        WriteSortedAsync(store, name, sorted, classes, temporaryFolder, SamplesPerPart, cancellationToken);

    internal static async Task<ManifestHeader> WriteAsync(
        IBlobStore store, DatasetName name, IEnumerable<ManifestSample> samples, int? classes, int samplesPerPart, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(samples);
        var sorted = Sort(name, samples, classes);
        return await WriteSortedAsync(store, name, sorted.ToAsyncEnumerable(), () => classes, null, samplesPerPart, cancellationToken);
    }

    internal static async Task<ManifestHeader> WriteSortedAsync(
        IBlobStore store, DatasetName name, IAsyncEnumerable<ManifestSample> sorted, Func<int?>? classes, string? temporaryFolder, int samplesPerPart, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(sorted);
        await using var draft = await ManifestDraft.WriteAsync(name, sorted, classes ?? (() => null), temporaryFolder, samplesPerPart, cancellationToken);
        for (var part = 0; part < draft.Header.Parts.Length; part++)
        {
            await CreateAsync(store, ManifestBlobs.Part(name, draft.Digest, part), await draft.ReadPartAsync(part, cancellationToken), cancellationToken);
        }

        return await CreateHeaderAsync(store, ManifestBlobs.Header(name, draft.Digest), draft.Header, cancellationToken);
    }

    private static ManifestSample[] Sort(DatasetName name, IEnumerable<ManifestSample> samples, int? classes)
    {
        var sorted = samples.ToArray();
        Array.Sort(sorted, (a, b) => Utf8Order.Comparer.Compare(a.Path, b.Path));
        var faults = new FaultList();
        if (sorted.Length == 0)
        {
            faults.Add("it has no samples; expected at least one");
        }

        if (classes is < 1)
        {
            faults.Add($"it has {classes} classes; expected at least one");
        }

        string? before = null;
        foreach (var sample in sorted)
        {
            if (SampleFault.Of(sample, before, classes) is { } fault)
            {
                faults.Add(fault);
            }

            before = sample.Path;
        }

        return faults.Any ? throw new DatasetException($"The dataset {name}", faults.ToFaults()) : sorted;
    }

    // The class count is no part of the version. Indexed once without a model and once with it, a dataset keeps the header it got first; two counts contradict each other.
    private static async Task<ManifestHeader> CreateHeaderAsync(IBlobStore store, BlobName blob, ManifestHeader header, CancellationToken cancellationToken)
    {
        if (await store.TryCreateAsync(blob, Json(header), cancellationToken))
        {
            return header;
        }

        var present = await ManifestReader.ReadHeaderAsync(store, DatasetName.Parse(header.Name), ContentDigest.Parse(header.Digest), cancellationToken);
        if (!Json(present with { Classes = null }).AsSpan().SequenceEqual(Json(header with { Classes = null })))
        {
            throw new ManifestException(
                store.Description, blob.Value, "another header of the same samples stands there, which differs in its parts. Move its folder away and index again. Nothing was changed.");
        }

        return present.Classes is { } before && header.Classes is { } now && before != now
            ? throw new ManifestException(
                store.Description,
                blob.Value,
                $"these samples were indexed before with {before} classes, now with {now}. Use another name for the dataset, or the class list of before. Nothing was changed.")
            : present;
    }

    private static byte[] Json(ManifestHeader header) => JsonSerializer.SerializeToUtf8Bytes(header, ManifestJson.Readable.ManifestHeader);

    private static async Task CreateAsync(IBlobStore store, BlobName blob, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (await store.TryCreateAsync(blob, content, cancellationToken))
        {
            return;
        }

        var present = await store.TryReadAsync(blob, cancellationToken);
        if (present is null || !content.Span.SequenceEqual(present))
        {
            throw new ManifestException(
                store.Description,
                blob.Value,
                $"another blob stands there: expected SHA-256 {ContentDigest.Of(content.Span)}, found {(present is null ? "none" : ContentDigest.Of(present))}. "
                + "The same samples were indexed before with other ETags or offsets, or the blob is damaged. Index under another name, or move its folder away first. Nothing was changed.");
        }
    }
}
