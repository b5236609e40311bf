using GhostNet.Distributed.Models.Onnx;

namespace GhostNet.Distributed.Inference.Sessions.Choice;

/// <summary>What an operator has decided for himself; null leaves it to the measurement.</summary>
public readonly record struct GraphWish(GraphTarget? Target, int? Batch);
