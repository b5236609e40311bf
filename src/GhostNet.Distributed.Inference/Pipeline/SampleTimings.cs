namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>Where one sample's time went, in microseconds of wall-clock time. Zero for stages that a fault kept it from.</summary>
/// <param name="DecodeMicroseconds">Opening and decoding.</param>
/// <param name="ResizeMicroseconds">Resizing, cropping, normalising.</param>
/// <param name="InferMicroseconds">Its share of the batch's run: the run's time divided by the images in the batch.</param>
/// <param name="LatencyMicroseconds">From the start of its own decode to the end of its batch's run (to its fault, where it has one). Waiting in the queue is not in it.</param>
public readonly record struct SampleTimings(long DecodeMicroseconds, long ResizeMicroseconds, long InferMicroseconds, long LatencyMicroseconds);
