using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>
/// Reads a manifest by name and version. A part is read when a range needs it and checked against its SHA-256; the last few parsed parts stay in memory (about 10 MB
/// each), so that neighbouring shards cost one read. Safe for concurrent use.
/// </summary>
public sealed class ManifestReader
{
    /// <summary>The largest header that is read, in bytes: some 60,000 parts.</summary>
    public const int MaxHeaderBytes = 8 << 20;

    /// <summary>The largest part that is read, in bytes: 65,536 samples with paths of about 2,000 bytes.</summary>
    public const int MaxPartBytes = 128 << 20;

    private readonly IBlobStore _store;
    private readonly DatasetName _name;
    private readonly ContentDigest _digest;
    private readonly int[] _starts;
    private readonly RecentParts _recent = new(capacity: 4);

    private ManifestReader(IBlobStore store, DatasetName name, ContentDigest digest, ManifestHeader header)
    {
        (_store, _name, _digest, Header) = (store, name, digest, header);
        _starts = new int[header.Parts.Length + 1];
        for (var i = 0; i < header.Parts.Length; i++)
        {
            _starts[i + 1] = _starts[i] + header.Parts[i].Samples;
        }
    }

    /// <summary>What the manifest says of the dataset.</summary>
    public ManifestHeader Header { get; }

    /// <summary>The range of all samples.</summary>
    public SampleRange All => new(0, Header.Samples);

    /// <summary>Opens a manifest and checks its header.</summary>
    /// <exception cref="ManifestException">It is not there, damaged, or of another version of the format.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public static async Task<ManifestReader> OpenAsync(IBlobStore store, DatasetName name, ContentDigest digest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new ManifestReader(store, name, digest, await ReadHeaderAsync(store, name, digest, cancellationToken));
    }

    /// <summary>The samples of a range, in manifest order. Reads the parts that the range touches, no other.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range ends beyond the last sample.</exception>
    /// <exception cref="ManifestException">A part is missing or damaged.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<ImmutableArray<ManifestSample>> ReadRangeAsync(SampleRange range, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(range.End, Header.Samples, nameof(range));
        var samples = ImmutableArray.CreateBuilder<ManifestSample>(range.Count);
        for (var position = range.Start; position < range.End;)
        {
            var part = PartOf(position);
            var content = await _recent.GetAsync(part, ReadPartAsync).WaitAsync(cancellationToken);
            var end = Math.Min(range.End, _starts[part + 1]);
            samples.AddRange(content.AsSpan(position - _starts[part], end - position));
            position = end;
        }

        return samples.MoveToImmutable();
    }

    /// <summary>All samples in manifest order, with one part in memory at a time.</summary>
    /// <exception cref="ManifestException">A part is missing or damaged.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async IAsyncEnumerable<ManifestSample> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var part = 0; part < Header.Parts.Length; part++)
        {
            foreach (var sample in await ReadPartAsync(part, cancellationToken))
            {
                yield return sample;
            }
        }
    }

    /// <summary>Reads everything and checks that the samples are in order and are those of the dataset's version.</summary>
    /// <exception cref="ManifestException">They are not.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task VerifyAsync(CancellationToken cancellationToken = default)
    {
        using var hash = new ManifestHash();
        string? before = null;
        var labelled = 0;
        await foreach (var sample in ReadAllAsync(cancellationToken))
        {
            if (before is not null && Utf8Order.Comparer.Compare(before, sample.Path) >= 0)
            {
                throw Damaged(ManifestBlobs.Header(_name, _digest), $"'{sample.Path}' comes behind '{before}' in another part; expected ascending paths");
            }

            hash.Append(sample);
            before = sample.Path;
            labelled += sample.Label is null ? 0 : 1;
        }

        var found = hash.Finish();
        if (found != _digest || labelled != Header.Labelled)
        {
            throw Damaged(ManifestBlobs.Header(_name, _digest), $"expected samples with digest {_digest}, {Header.Labelled} of them labelled; found {found}, {labelled} labelled");
        }
    }

    internal static async Task<ManifestHeader> ReadHeaderAsync(IBlobStore store, DatasetName name, ContentDigest digest, CancellationToken cancellationToken)
    {
        var blob = ManifestBlobs.Header(name, digest);
        var content = await BoundedAsync(store, blob, MaxHeaderBytes, cancellationToken)
            ?? throw new ManifestException(store.Description, blob.Value, "there is no such blob. Check the dataset's name and digest, or index the dataset into this store.");
        return ManifestHeaderFormat.Read(
            content, name, digest, fault => Damaged(store, blob, fault), version => new ManifestException(store.Description, blob.Value, version));
    }

    private async Task<ImmutableArray<ManifestSample>> ReadPartAsync(int part, CancellationToken cancellationToken)
    {
        var blob = ManifestBlobs.Part(_name, _digest, part);
        var expected = Header.Parts[part];
        var content = await BoundedAsync(_store, blob, MaxPartBytes, cancellationToken) ?? throw Damaged(blob, $"expected {expected.Length} bytes; found no such blob");
        return await Task.Run(
            () =>
            {
                var found = ContentDigest.Of(content);
                return found.Value == expected.Digest
                    ? ManifestPartFormat.Read(content, expected.Samples, Header.Classes, fault => Damaged(blob, fault))
                    : throw Damaged(blob, $"expected {expected.Length} bytes with SHA-256 {expected.Digest}; found {content.Length} bytes with {found}");
            },
            cancellationToken);
    }

    private int PartOf(int position)
    {
        var found = Array.BinarySearch(_starts, position);
        return found >= 0 ? found : ~found - 1;
    }

    private static async Task<byte[]?> BoundedAsync(IBlobStore store, BlobName blob, int limit, CancellationToken cancellationToken)
    {
        await using var open = await store.OpenReadAsync(blob, cancellationToken: cancellationToken);
        if (open is null)
        {
            return null;
        }

        if (open.Length > limit)
        {
            throw Damaged(store, blob, $"expected at most {limit} bytes; found {open.Length}");
        }

        var content = new byte[open.Length];
        try
        {
            await open.Content.ReadExactlyAsync(content, cancellationToken);
        }
        catch (IOException e)
        {
            throw new StoreException(store.Description, blob.Value, $"cannot read: {e.Message.TrimEnd('.')}", "Check the disk or share and run it again.", e);
        }

        return content;
    }

    private ManifestException Damaged(BlobName blob, string fault) => Damaged(_store, blob, fault);

    private static ManifestException Damaged(IBlobStore store, BlobName blob, string fault) =>
        new(store.Description, blob.Value, $"it is damaged: {fault}. Restore the blob, or move the dataset's folder away and index it again.");
}
