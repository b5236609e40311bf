using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Tests.Indexing;

/// <summary>A store that only lists, and makes the names up while it does.</summary>
internal sealed class ListedStore(int classes, int imagesPerClass) : IBlobStore
{
    private readonly ConcurrentBag<BlobEntry> _held = [];

    /// <summary>True for a store that keeps every entry it lists, as an index would that does not stream.</summary>
    public bool Holds { get; init; }

    public int FailsInClass { get; init; } = -1;

    public string Description => "the listing";

    public async IAsyncEnumerable<FolderEntry> ListFolderAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        for (var i = 0; i < classes; i++)
        {
            yield return new FolderEntry(Class(i), null);
        }
    }

    public async IAsyncEnumerable<BlobEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        if (FailsInClass >= 0 && prefix == Class(FailsInClass))
        {
            throw new StoreException(Description, prefix, "the line is cut", "Mend it.");
        }

        for (var i = 0; i < imagesPerClass; i++)
        {
            var entry = new BlobEntry(BlobName.Parse(string.Create(CultureInfo.InvariantCulture, $"{prefix}ILSVRC2012_val_{i:D8}.JPEG")), 110_000 + i, "0x8DE0123456789AB");
            if (Holds)
            {
                _held.Add(entry);
            }

            yield return entry;
        }
    }

    public Task<bool> TryCreateAsync(BlobName name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> TryCreateAsync(BlobName name, Stream content, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<byte[]?> TryReadAsync(BlobName name, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<OpenBlob?> OpenReadAsync(BlobName name, BlobRange range = default, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<BlobProperties?> TryGetPropertiesAsync(BlobName name, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> DeleteAsync(BlobName name, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private static string Class(int i) => string.Create(CultureInfo.InvariantCulture, $"n{i:D8}/");
}
