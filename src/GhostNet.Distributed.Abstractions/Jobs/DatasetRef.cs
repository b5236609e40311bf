namespace GhostNet.Distributed;

/// <summary>
/// A dataset: its name, the digest of its manifest in the ledger's store, and where the image files are (the full path of a folder that every worker can read).
/// The digest is over names, labels and lengths, so it stays the same when the files move.
/// </summary>
[GenerateSerializer, Immutable, Alias("ghostnet.DatasetRef")]
public sealed record DatasetRef([property: Id(0)] string Name, [property: Id(1)] string Digest, [property: Id(2)] string Images);
