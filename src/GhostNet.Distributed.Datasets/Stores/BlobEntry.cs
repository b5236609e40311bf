namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>One line of a listing: a blob's name and its length in bytes.</summary>
public readonly record struct BlobEntry(BlobName Name, long Length);
