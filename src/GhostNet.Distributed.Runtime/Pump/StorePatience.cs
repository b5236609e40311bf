using GhostNet.Distributed.Datasets.Stores;
using Microsoft.Extensions.Logging;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>
/// Waits for a store that does not answer, instead of failing for it: the fault is no shard's, and what is computed already is not to be thrown away. What is waited for is told to
/// <see cref="WorkerActivity"/>.
/// </summary>
internal sealed partial class StorePatience(WorkerActivity activity, TimeProvider time, ILogger<StorePatience> logger)
{
    // The store's own repetitions have pauses between; this is only the least between two rounds of them.
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    /// <summary>Makes a request again and again until the store answers, with a result or with a fault that does not pass by itself.</summary>
    /// <param name="job">The job that waits.</param>
    /// <param name="request">The request; safe to repeat.</param>
    /// <param name="cancellationToken">Ends the wait: the lease is lost, the job is over or the worker stops.</param>
    public async Task<T> RunAsync<T>(JobId job, Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        IDisposable? waiting = null;
        try
        {
            while (true)
            {
                TimeSpan pause;
                try
                {
                    return await request(cancellationToken);
                }
                catch (Exception e) when (IsTransient(e) && !cancellationToken.IsCancellationRequested)
                {
                    if (activity.WaitingOf(job) is null)
                    {
                        LogWaits(e, job);
                    }

                    pause = e is StoreUnavailableException { RetryAfter: var later } && later > LeastPause ? later : LeastPause;
                    waiting?.Dispose();
                    waiting = activity.Wait(job, Shortly(e));
                }

                await Task.Delay(pause, time, cancellationToken);
            }
        }
        finally
        {
            waiting?.Dispose();
        }
    }

    // In a status the words stand for minutes: they name the store and not each blob that was asked for, which the log has.
    private static string Shortly(Exception e) => e is StoreException store ? $"store {store.Store} does not answer" : e.Message;

    private static bool IsTransient(Exception e) => e is StoreException { IsTransient: true } or LedgerUnavailableException;

    [LoggerMessage(LogLevel.Warning, "Job {Job}: a store does not answer; its shards wait for it and go on by themselves.")]
    private partial void LogWaits(Exception exception, JobId job);
}
