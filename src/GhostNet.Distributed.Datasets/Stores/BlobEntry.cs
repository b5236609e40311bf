namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>
/// One line of a listing: a blob's name, its length in bytes and, where the listing has them, its tag (as in <see cref="BlobProperties"/>) and the MD5 of its
/// content in base64. A folder's listing has neither: they would cost a read of every file.
/// </summary>
public readonly record struct BlobEntry(BlobName Name, long Length, string? ETag = null, string? ContentMd5 = null);
