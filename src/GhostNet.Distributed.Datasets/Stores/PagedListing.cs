using System.Runtime.CompilerServices;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>Listings out of single requests for pages; memory holds one page, which is at most 5,000 names. A folder's entries stay in the order of their pages.</summary>
internal static class PagedListing
{
    /// <summary>Requests a page: prefix, whether it is one level only, and what the page before said.</summary>
    internal delegate Task<ListingPage> Request(string prefix, bool oneLevel, string? continuation, CancellationToken cancellationToken);

    /// <summary>As <see cref="IBlobStore.ListAsync"/>.</summary>
    internal static IAsyncEnumerable<BlobEntry> Blobs(string prefix, Request request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length > 0 && BlobName.Fault(prefix.EndsWith('/') ? prefix[..^1] : prefix) is { } fault)
        {
            throw new FormatException($"No blob name begins with '{prefix}': {fault}.");
        }

        return InUtf8Order.Of(Entries(prefix, oneLevel: false, request, cancellationToken), cancellationToken).Select(e => e.Blob!.Value);
    }

    /// <summary>As <see cref="IBlobStore.ListFolderAsync"/>.</summary>
    internal static IAsyncEnumerable<FolderEntry> Folder(string folder, Request request, CancellationToken cancellationToken) =>
        Entries(FolderEntry.Checked(folder), oneLevel: true, request, cancellationToken);

    private static async IAsyncEnumerable<FolderEntry> Entries(string prefix, bool oneLevel, Request request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            var page = await request(prefix, oneLevel, continuation, cancellationToken);
            foreach (var entry in page.Entries)
            {
                yield return entry;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }
}
