namespace GhostNet.Distributed.Datasets.Stores;

/// <summary>The bytes of a blob, or of a range of it, in memory, with what is known of the whole blob at that moment.</summary>
public sealed record BlobContent(ReadOnlyMemory<byte> Bytes, BlobProperties Properties);
