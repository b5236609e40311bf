using System.Runtime.CompilerServices;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>
/// Where everything that must last is kept, as immutable blobs. A blob comes into being once, whole, and by one winner: what the ledger's exactly-once rests on.
/// The operations are those that Azure Blob Storage has as single requests (<c>If-None-Match: *</c>, ranges, listing by prefix) and a folder can do too.
/// </summary>
/// <remarks>
/// Every operation throws <see cref="StoreException"/> when the store itself fails (disk full, permission, network). Missing and present blobs are values, not
/// exceptions. No blob's name may be the folder of another (<c>a</c> and <c>a/b</c>): Azure would keep both, a folder cannot.
/// </remarks>
public interface IBlobStore
{
    /// <summary>What the store is, for messages: a folder's path or a container's address, without secrets.</summary>
    string Description { get; }

    /// <summary>
    /// Creates a blob whole or not at all. True when this call created it, durably; false when a blob of the name is there already, which then stays as it is.
    /// Of any number of racing callers, in any processes, exactly one gets true.
    /// </summary>
    Task<bool> TryCreateAsync(BlobName name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <summary>As the other overload, with the content read from a stream to its end; for blobs that are too large for memory. The stream is not closed, and may stay partly unread when the result is false.</summary>
    Task<bool> TryCreateAsync(BlobName name, Stream content, CancellationToken cancellationToken = default);

    /// <summary>The whole content; null when there is no such blob. For blobs known to be small; <see cref="OpenReadAsync"/> tells the length first.</summary>
    Task<byte[]?> TryReadAsync(BlobName name, CancellationToken cancellationToken = default);

    /// <summary>Opens a blob, or a range of it, for reading; null when there is no such blob. Dispose what is returned.</summary>
    Task<OpenBlob?> OpenReadAsync(BlobName name, BlobRange range = default, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads a range of a blob into memory; null when there is no such blob. What a store in the network can repeat, time and hedge as a whole, which an open
    /// stream cannot: samples, tar members and manifests are read so.
    /// </summary>
    /// <param name="name">The blob.</param>
    /// <param name="range">The range; bound it where the blob's length is not known to be small, and compare with <see cref="BlobProperties.Length"/>.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    async Task<BlobContent?> TryReadRangeAsync(BlobName name, BlobRange range, CancellationToken cancellationToken = default)
    {
        await using var open = await OpenReadAsync(name, range, cancellationToken);
        try
        {
            return open is null ? null : await open.ToContentAsync(Description, name, cancellationToken);
        }
        catch (IOException e)
        {
            throw new StoreException(Description, name.Value, $"cannot read: {e.Message.TrimEnd('.')}", "Check the disk or share and run it again.", e);
        }
    }

    /// <summary>Length and tag; null when there is no such blob.</summary>
    Task<BlobProperties?> TryGetPropertiesAsync(BlobName name, CancellationToken cancellationToken = default);

    /// <summary>
    /// The blobs whose names begin with a prefix, in <see cref="Utf8Order"/>; all of them for the empty prefix. Blobs created or deleted meanwhile may be in it or not.
    /// </summary>
    /// <param name="prefix">Beginning of a <see cref="BlobName"/>, such as <c>jobs/nightly/results/</c>; it may end within a segment.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="FormatException">No blob name can begin with the prefix.</exception>
    IAsyncEnumerable<BlobEntry> ListAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>
    /// What lies directly in a folder: every name up to the first slash behind the folder, once. For a tree of class folders that is one request a few thousand
    /// classes, however many images are in them. In no order that a caller may rest on.
    /// </summary>
    /// <param name="folder">Empty for the root, or the beginning of names up to and with a slash, such as <c>val/</c>.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="FormatException">No folder can have the name.</exception>
    async IAsyncEnumerable<FolderEntry> ListFolderAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? before = null;
        await foreach (var entry in ListAsync(FolderEntry.Checked(folder), cancellationToken))
        {
            var slash = entry.Name.Value.IndexOf('/', folder.Length);
            if (slash < 0)
            {
                yield return new FolderEntry(entry.Name.Value, entry);
            }
            else if (entry.Name.Value[..(slash + 1)] is var found && found != before)
            {
                before = found;
                yield return new FolderEntry(found, null);
            }
        }
    }

    /// <summary>Deletes a blob; true when it was there. Only for markers (<c>active/…</c>): nothing of the ledger is ever deleted or written again.</summary>
    Task<bool> DeleteAsync(BlobName name, CancellationToken cancellationToken = default);
}
