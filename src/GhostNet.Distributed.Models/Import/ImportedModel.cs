using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Models.Import;

/// <summary>What an import wrote: the model, its card, and where both lie.</summary>
public sealed record ImportedModel(string ModelPath, string CardPath, ModelCard Card);
