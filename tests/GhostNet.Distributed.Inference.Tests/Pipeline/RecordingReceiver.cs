using System.Collections.Concurrent;
using GhostNet.Distributed.Inference.Pipeline;

namespace GhostNet.Distributed.Inference.Tests.Pipeline;

/// <summary>Notes every outcome, and completes when as many as expected have come.</summary>
internal sealed class RecordingReceiver(int expected) : IOutcomeReceiver
{
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _told;

    public ConcurrentBag<(long Tag, SampleOutcome Outcome)> Outcomes { get; } = [];

    public ConcurrentBag<(long Tag, Exception Exception)> Failures { get; } = [];

    public Task All => _all.Task;

    public void Receive(long tag, SampleOutcome outcome)
    {
        Outcomes.Add((tag, outcome));
        Count();
    }

    public void Fail(long tag, Exception exception)
    {
        Failures.Add((tag, exception));
        Count();
    }

    private void Count()
    {
        if (Interlocked.Increment(ref _told) == expected)
        {
            _all.SetResult();
        }
    }
}
