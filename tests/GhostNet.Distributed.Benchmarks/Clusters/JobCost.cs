namespace GhostNet.Distributed.Benchmarks.Clusters;

/// <summary>What a job cost its worker.</summary>
/// <param name="Seconds">From the first sample asked for to the last prediction, by the clock of the results.</param>
/// <param name="All">Processor time of the worker's process while it had the job.</param>
/// <param name="Inference">Of that, on the threads that decode, resize and infer.</param>
/// <param name="InferenceWaited">Time that these had work and waited for a processor.</param>
internal sealed record JobCost(double Seconds, TimeSpan All, TimeSpan Inference, TimeSpan InferenceWaited)
{
    /// <summary>Processor time beside decoding, resizing and inference.</summary>
    public TimeSpan Outside => All - Inference;
}
