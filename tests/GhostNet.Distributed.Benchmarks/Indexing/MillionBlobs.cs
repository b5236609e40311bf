using System.Globalization;
using System.Runtime.CompilerServices;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Benchmarks.Indexing;

/// <summary>A store that lists very many images in class folders and holds none: names are made as they are asked for, as they would come page by page over the network.</summary>
internal sealed class MillionBlobs(int images, int classes) : IBlobStore
{
    /// <inheritdoc/>
    public string Description => "made-up names";

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobEntry> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var c = 0; c < classes; c++)
        {
            var folder = Folder(c);
            if (prefix.Length > 0 && prefix != folder)
            {
                continue;
            }

            for (var i = 0; i < images / classes; i++)
            {
                yield return new BlobEntry(BlobName.Parse(string.Create(CultureInfo.InvariantCulture, $"{folder}ILSVRC2012_val_{(c * (images / classes)) + i:D8}.JPEG")), 110_000, "0x8DCB1A2C3D4E5F6");
            }
        }

        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<FolderEntry> ListFolderAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var c = 0; c < classes; c++)
        {
            yield return new FolderEntry(Folder(c), null);
        }

        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool> TryCreateAsync(BlobName name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<bool> TryCreateAsync(BlobName name, Stream content, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<byte[]?> TryReadAsync(BlobName name, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<OpenBlob?> OpenReadAsync(BlobName name, BlobRange range = default, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<BlobProperties?> TryGetPropertiesAsync(BlobName name, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(BlobName name, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private static string Folder(int c) => string.Create(CultureInfo.InvariantCulture, $"n{10_000_000 + c}/");
}
