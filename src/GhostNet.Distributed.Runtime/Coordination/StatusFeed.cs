using System.Runtime.CompilerServices;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>Tells any number of watchers of a job's changes. A slow watcher misses steps in between, never the last one.</summary>
internal sealed class StatusFeed
{
    private TaskCompletionSource _changed = New();

    /// <summary>Wakes every watcher.</summary>
    public void Changed()
    {
        var changed = _changed;
        _changed = New();
        changed.SetResult();
    }

    /// <summary>The status now and whenever it is another one, until it is final.</summary>
    public async IAsyncEnumerable<JobStatus> WatchAsync(Func<JobStatus> current, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        JobStatus? told = null;
        while (true)
        {
            // Taken before the status is read, so that a change in between is not missed.
            var changed = _changed.Task;
            var status = current();
            if (status != told)
            {
                told = status;
                yield return status;
            }

            if (status.IsFinal)
            {
                yield break;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
