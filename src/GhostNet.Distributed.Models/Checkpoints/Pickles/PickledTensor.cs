namespace GhostNet.Distributed.Models.Checkpoints.Pickles;

/// <summary>A tensor as a pickle describes it, not yet checked against its storage. Offset and strides count elements.</summary>
internal sealed record PickledTensor(StorageReference Storage, long Offset, IReadOnlyList<long> Shape, IReadOnlyList<long> Strides);
