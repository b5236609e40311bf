using GhostNet.Distributed.Inference.Pipeline;

namespace GhostNet.Distributed.Inference.Tests.Pipeline;

/// <summary>Holds the thread that tells it an outcome until the gate is opened, so that a test can fill the queue behind it.</summary>
internal sealed class GatedReceiver : IOutcomeReceiver, IDisposable
{
    private readonly ManualResetEventSlim _gate = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a thread is held.</summary>
    public Task Entered => _entered.Task;

    public void Open() => _gate.Set();

    public void Receive(long tag, SampleOutcome outcome)
    {
        _entered.TrySetResult();
        _gate.Wait(TestContext.Current.CancellationToken);
    }

    public void Fail(long tag, Exception exception) => _entered.TrySetException(exception);

    public void Dispose() => _gate.Dispose();
}
