namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>A sample that somebody awaits. Continuations run on the pool, never on the thread that infers.</summary>
internal sealed class AwaitedSample(Courier courier) : TaskCompletionSource<SampleOutcome>(TaskCreationOptions.RunContinuationsAsynchronously), IOutcomeReceiver, IThreadPoolWorkItem
{
    private SampleOutcome? _outcome;
    private Exception? _exception;

    /// <inheritdoc/>
    public void Receive(long tag, SampleOutcome outcome)
    {
        _outcome = outcome;
        courier.Defer(this);
    }

    /// <inheritdoc/>
    public void Fail(long tag, Exception exception)
    {
        _exception = exception;
        courier.Defer(this);
    }

    /// <summary>Completes the task, on a thread that may start others.</summary>
    public void Execute()
    {
        if (_outcome is not null)
        {
            TrySetResult(_outcome);
        }
        else if (_exception is OperationCanceledException canceled)
        {
            TrySetCanceled(canceled.CancellationToken);
        }
        else if (_exception is not null)
        {
            TrySetException(_exception);
        }
    }
}
