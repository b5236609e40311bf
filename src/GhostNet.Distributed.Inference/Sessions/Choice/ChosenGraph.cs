using System.Collections.Immutable;
using GhostNet.Distributed.Models.Onnx;

namespace GhostNet.Distributed.Inference.Sessions.Choice;

/// <summary>A loaded graph and how it is best run.</summary>
/// <param name="Session">The loaded graph; the caller disposes it.</param>
/// <param name="Target">What it is laid out for.</param>
/// <param name="BatchSize">Images of one run.</param>
/// <param name="Reason">Why, as a clause.</param>
/// <param name="Warnings">Sentences on graphs that were refused.</param>
public sealed record ChosenGraph(ModelSession Session, GraphTarget Target, int BatchSize, string Reason, ImmutableArray<string> Warnings);
