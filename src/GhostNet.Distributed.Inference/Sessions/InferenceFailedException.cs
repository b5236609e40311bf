namespace GhostNet.Distributed.Inference.Sessions;

/// <summary>ONNX Runtime failed while it ran a batch of a model that had loaded. The samples of the batch have no prediction; the session stays usable.</summary>
public sealed class InferenceFailedException(string message, Exception inner) : Exception(message, inner);
