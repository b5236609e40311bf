namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>A sample that somebody awaits. Continuations run on the pool, never on the thread that infers.</summary>
internal sealed class AwaitedSample(Courier courier) : TaskCompletionSource<SampleOutcome>(TaskCreationOptions.RunContinuationsAsynchronously), IOutcomeReceiver
{
    /// <inheritdoc/>
    public void Receive(long tag, SampleOutcome outcome) => courier.Tell(this, outcome, null);

    /// <inheritdoc/>
    public void Fail(long tag, Exception exception) => courier.Tell(this, null, exception);

    /// <summary>Completes the task, on a thread that may start others.</summary>
    public void Complete(SampleOutcome? outcome, Exception? exception)
    {
        if (outcome is not null)
        {
            TrySetResult(outcome);
        }
        else if (exception is OperationCanceledException canceled)
        {
            TrySetCanceled(canceled.CancellationToken);
        }
        else if (exception is not null)
        {
            TrySetException(exception);
        }
    }
}
