using GhostNet.Distributed.Models.Onnx;

namespace GhostNet.Distributed.Inference.Sessions.Choice;

/// <summary>A graph of a model, with what it is laid out for and the SHA-256 of its bytes.</summary>
public sealed record LaidOutGraph(GraphTarget Target, string Digest, ReadOnlyMemory<byte> Onnx);
