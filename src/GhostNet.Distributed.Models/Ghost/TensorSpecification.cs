using System.Collections.Immutable;

namespace GhostNet.Distributed.Models.Ghost;

/// <summary>A tensor that a checkpoint of the network must hold: its name and its shape.</summary>
public sealed record TensorSpecification(string Name, ImmutableArray<int> Shape);
