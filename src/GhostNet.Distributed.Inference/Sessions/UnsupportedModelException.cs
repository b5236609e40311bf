namespace GhostNet.Distributed.Inference.Sessions;

/// <summary>A graph that loads but is no image classifier as it is understood here, or not the one that its card describes; the message names the model, the tensors, what was expected and what was found.</summary>
public sealed class UnsupportedModelException(string message) : Exception(message);
