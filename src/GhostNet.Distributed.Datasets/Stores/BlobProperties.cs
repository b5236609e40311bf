namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>What is known of a blob without reading it: its length in bytes, and a tag that changes when its content does (opaque; compare for equality only).</summary>
public sealed record BlobProperties(long Length, string ETag);
