using System.Diagnostics;
using System.Runtime.CompilerServices;
using GhostNet.Distributed.Client;
using GhostNet.Distributed.Grains;

namespace GhostNet.Distributed;

/// <summary>One job of a cluster. Dropping a handle, a watch or a wait cancels nothing.</summary>
public class JobHandle
{
    private readonly ClusterCalls _calls;

    internal JobHandle(JobId id, ClusterCalls calls)
    {
        Id = id;
        _calls = calls;
    }

    /// <summary>For mocks; the members of an instance made this way do nothing useful.</summary>
    protected JobHandle() => _calls = null!;

    /// <summary>The job's id.</summary>
    public virtual JobId Id { get; }

    /// <summary>The job at this moment.</summary>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    public virtual Task<JobStatus> GetStatusAsync(CancellationToken cancellationToken = default) => _calls.InvokeAsync(grains => Grain(grains).GetStatusAsync(), cancellationToken);

    /// <summary>What the job is to do, as it was submitted.</summary>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    public virtual Task<JobSpec> GetSpecAsync(CancellationToken cancellationToken = default) => _calls.InvokeAsync(grains => Grain(grains).GetSpecAsync(), cancellationToken);

    /// <summary>The job's status now and after each change, until it is final. Goes on through the death of a coordinator or gateway.</summary>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    /// <exception cref="ClusterUnreachableException">No answer, again and again; the job goes on where its workers are.</exception>
    /// <exception cref="OperationCanceledException">The watch was canceled; the job goes on.</exception>
    public virtual async IAsyncEnumerable<JobStatus> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A coordinator that starts anew begins with what the ledger holds, so nothing is told twice that matters: only a status that differs is passed on.
        JobStatus? last = null;
        while (last is not { IsFinal: true })
        {
            await foreach (var status in _calls.StreamAsync(grains => Grain(grains).WatchAsync(cancellationToken), cancellationToken))
            {
                if (status != last)
                {
                    yield return last = status;
                }

                if (status.IsFinal)
                {
                    yield break;
                }
            }

            // A coordinator that is put away in good order ends its streams without a word; the next one has the rest of the story.
            await _calls.PauseAsync(cancellationToken);
        }
    }

    /// <summary>Waits until the job is over, and returns its report, whose verdict may be INVALID.</summary>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    /// <exception cref="JobFailedException">The job cannot be finished.</exception>
    /// <exception cref="JobCanceledException">The job was canceled.</exception>
    /// <exception cref="OperationCanceledException">The wait was canceled; the job goes on.</exception>
    public virtual async Task<Report> WaitForReportAsync(CancellationToken cancellationToken = default)
    {
        await foreach (var status in WatchAsync(cancellationToken))
        {
            switch (status.State)
            {
                case JobState.Succeeded:
                    return await ReadReportAsync(cancellationToken);
                case JobState.Failed:
                    throw new JobFailedException($"Job {Id} failed: {status.Reason}");
                case JobState.Canceled:
                    throw new JobCanceledException($"Job {Id} was canceled with {status.AcceptedShards} of {status.Shards} shards accepted.");
            }
        }

        throw new UnreachableException($"The watch of job {Id} ended before the job did.");
    }

    /// <summary>The report as JSON, byte for byte as the ledger holds it; null while there is none.</summary>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    public virtual async Task<string?> ReadReportJsonAsync(CancellationToken cancellationToken = default)
    {
        var json = await _calls.InvokeAsync(grains => Grain(grains).GetReportAsync(), cancellationToken);
        if (json is null)
        {
            // "No report" is also what the ledger says of a job that nobody submitted; the status tells the two apart.
            await GetStatusAsync(cancellationToken);
        }

        return json;
    }

    /// <summary>The predictions in manifest order. Of an unfinished job, waits for each shard in turn; of one that failed or was canceled, leaves out shards without a result.</summary>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    public virtual async IAsyncEnumerable<Prediction> ReadPredictionsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var status = await GetStatusAsync(cancellationToken);
        for (var shard = 0; shard < status.Shards; shard++)
        {
            var id = new ShardId(shard);
            var predictions = await _calls.InvokeAsync(grains => Grain(grains).GetPredictionsAsync(id), cancellationToken);
            while (predictions is null && !status.IsFinal)
            {
                status = await NextChangeAsync(status, cancellationToken);
                predictions = await _calls.InvokeAsync(grains => Grain(grains).GetPredictionsAsync(id), cancellationToken);
            }

            foreach (var prediction in predictions ?? [])
            {
                yield return prediction;
            }
        }
    }

    /// <summary>Cancels the job for good; accepted shards stay in the ledger. A job that is over stays as it is.</summary>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    public virtual Task<JobStatus> CancelAsync(CancellationToken cancellationToken = default) => _calls.InvokeAsync(grains => Grain(grains).CancelAsync(), cancellationToken);

    private async Task<Report> ReadReportAsync(CancellationToken cancellationToken) =>
        Report.Parse(await ReadReportJsonAsync(cancellationToken)
            ?? throw new LedgerException($"Job {Id} has succeeded and its report is gone from the ledger."));

    private async Task<JobStatus> NextChangeAsync(JobStatus known, CancellationToken cancellationToken)
    {
        await foreach (var status in WatchAsync(cancellationToken))
        {
            if (status != known)
            {
                return status;
            }
        }

        return await GetStatusAsync(cancellationToken);
    }

    private IJobGrain Grain(IGrainFactory grains) => grains.GetGrain<IJobGrain>(Id.Value);
}
