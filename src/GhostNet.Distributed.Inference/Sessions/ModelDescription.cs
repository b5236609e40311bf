using System.Collections.Immutable;
using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Inference.Sessions;

/// <summary>A card derived from a graph, and what had to be assumed for it, as sentences for people.</summary>
public sealed record ModelDescription(ModelCard Card, ImmutableArray<string> Notes);
