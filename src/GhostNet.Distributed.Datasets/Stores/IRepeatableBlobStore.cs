using System.Collections.Immutable;

namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>
/// A store in the network, as single requests that may each be sent again when nobody knows what became of the first: what <see cref="ResilientBlobStore"/> needs
/// so that a creation that is told twice is still won once.
/// </summary>
internal interface IRepeatableBlobStore : IBlobStore
{
    /// <summary>
    /// As <see cref="IBlobStore.TryCreateAsync(BlobName, ReadOnlyMemory{byte}, CancellationToken)"/>, and the same answer to every repetition with the same mark: a
    /// name that is taken is asked for its mark, and when that is this one the blob is ours, made by a request whose answer was lost.
    /// </summary>
    Task<bool> TryCreateAsync(BlobName name, ReadOnlyMemory<byte> content, CreationMark mark, CancellationToken cancellationToken);

    /// <summary>Sends one block of a blob to be; nobody sees it before the commit. A repetition replaces it with itself.</summary>
    Task StageAsync(BlobName name, ReadOnlyMemory<byte> block, int number, CreationMark mark, CancellationToken cancellationToken);

    /// <summary>Creates the blob of the blocks 0 to <paramref name="blocks"/> − 1, whole or not at all; repeatable as the creation is.</summary>
    Task<bool> TryCommitAsync(BlobName name, int blocks, ReadOnlyMemory<byte> md5, CreationMark mark, CancellationToken cancellationToken);

    /// <summary>One page of a listing.</summary>
    /// <param name="prefix">As in <see cref="IBlobStore.ListAsync"/>.</param>
    /// <param name="oneLevel">True for what is directly in the folder that the prefix is, as in <see cref="IBlobStore.ListFolderAsync"/>.</param>
    /// <param name="continuation">What the page before said; null for the first.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    Task<ListingPage> ListPageAsync(string prefix, bool oneLevel, string? continuation, CancellationToken cancellationToken);
}

/// <summary>A page of a listing, and what to ask the next one with; null behind the last.</summary>
internal sealed record ListingPage(ImmutableArray<FolderEntry> Entries, string? Continuation);

/// <summary>Tells one creation from every other, in any process; kept with the blob. 128 random bits.</summary>
internal readonly record struct CreationMark(Guid Value)
{
    internal static CreationMark New() => new(Guid.NewGuid());

    public override string ToString() => Value.ToString("N");
}
