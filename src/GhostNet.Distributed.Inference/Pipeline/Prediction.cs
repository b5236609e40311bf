using System.Collections.Immutable;
using GhostNet.Distributed.Inference.Ranking;

namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>The best classes of one sample, the best first; never empty.</summary>
public sealed record Prediction(ImmutableArray<ScoredClass> Top);
