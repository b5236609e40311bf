namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>What became of a shard's samples, as they come, from any thread and in any order.</summary>
internal sealed class ShardOutcomes(int samples, WorkerActivity activity)
{
    private readonly TaskCompletionSource<SampleOutcome[]> _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SampleOutcome[] _outcomes = new SampleOutcome[samples];
    private int _left = samples;

    /// <summary>All outcomes, in the order of the samples; or the reason why there will not be all.</summary>
    public Task<SampleOutcome[]> All => _all.Task;

    /// <summary>Notes what became of a sample, before it is counted by <see cref="Finish"/>.</summary>
    public void Set(int position, in SampleOutcome outcome) => _outcomes[position] = outcome;

    /// <summary>So many more samples have their outcome.</summary>
    public void Finish(int count)
    {
        activity.Finish(count);
        if (Interlocked.Add(ref _left, -count) == 0)
        {
            _all.TrySetResult(_outcomes);
        }
    }

    /// <summary>A sample will have no outcome, so the shard has none.</summary>
    public void Fail(Exception exception)
    {
        if (_all.TrySetException(exception))
        {
            // Looked at: when the shard is given up first, nobody waits for this any more.
            _ = _all.Task.Exception;
        }
    }

    /// <summary>Throws the reason if the shard has failed already.</summary>
    public Task ThrowIfFailedAsync() => _all.Task.IsFaulted ? _all.Task : Task.CompletedTask;
}
