namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>
/// Takes the outcomes of many samples without a task for each. Called once for every sample that was submitted, in no particular order, and from several threads at once. The calling thread is
/// one that infers, of low priority, so a receiver only notes what it is told and starts no thread, which would inherit that priority, but leaves what may do that to <see cref="InferencePipeline.Defer"/>; an exception thrown here ends the process, as on any thread that nobody awaits.
/// </summary>
public interface IOutcomeReceiver
{
    /// <summary>The sample's outcome.</summary>
    /// <param name="tag">What was given with the sample.</param>
    /// <param name="outcome">Its prediction or fault.</param>
    void Receive(long tag, SampleOutcome outcome);

    /// <summary>The sample has no outcome.</summary>
    /// <param name="tag">What was given with the sample.</param>
    /// <param name="exception">
    /// <see cref="OperationCanceledException"/> when its token was cancelled first, <see cref="ObjectDisposedException"/> when the pipeline was disposed first,
    /// <see cref="Sessions.InferenceFailedException"/> when its batch failed; anything else is a defect.
    /// </param>
    void Fail(long tag, Exception exception);
}
