namespace GhostNet.Distributed.Inference.Sessions;

/// <summary>A file that ONNX Runtime cannot load: missing, damaged, not ONNX, or of operators it does not have.</summary>
public sealed class ModelLoadException(string message, Exception? inner = null) : Exception(message, inner);
