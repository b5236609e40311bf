using GhostNet.Distributed.Models.Onnx;

namespace GhostNet.Distributed.Inference.Sessions.Choice;

/// <summary>What an image cost with a graph and a batch size: the least of several runs, in milliseconds of one thread's processor time.</summary>
internal sealed record GraphTiming(GraphTarget Target, int Batch, double MillisecondsPerImage);
