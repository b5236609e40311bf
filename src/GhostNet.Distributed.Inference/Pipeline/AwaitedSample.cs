namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>A sample that somebody awaits. Continuations run on the pool, never on the thread that infers.</summary>
internal sealed class AwaitedSample() : TaskCompletionSource<SampleOutcome>(TaskCreationOptions.RunContinuationsAsynchronously), IOutcomeReceiver
{
    /// <inheritdoc/>
    public void Receive(long tag, SampleOutcome outcome) => TrySetResult(outcome);

    /// <inheritdoc/>
    public void Fail(long tag, Exception exception)
    {
        if (exception is OperationCanceledException canceled)
        {
            TrySetCanceled(canceled.CancellationToken);
        }
        else
        {
            TrySetException(exception);
        }
    }
}
