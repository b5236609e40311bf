namespace GhostNet.Distributed.Models.Checkpoints.Pickles;

/// <summary>A storage that a pickle names: its key, its element type and its length in elements. The bytes lie elsewhere in the file.</summary>
internal sealed record StorageReference(string Key, ElementType Element, long Count);
