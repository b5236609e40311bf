using System.Diagnostics;
using System.Runtime.CompilerServices;
using GhostNet.Distributed.Client;
using GhostNet.Distributed.Grains;

namespace GhostNet.Distributed;

/// <summary>
/// Submits batch jobs to a GhostNet cluster and finds them again. Thread-safe; one instance serves a whole process. Register it with
/// <see cref="GhostNetClientServices.AddGhostNetClient"/>.
/// </summary>
/// <remarks>Every call may be repeated: what the cluster has done already is not done again. Calls that get no answer are repeated here, and end in <see cref="ClusterUnreachableException"/>.</remarks>
public class GhostNetClient
{
    private const int AskedAtOnce = 8;

    private readonly ClusterCalls _calls;

    internal GhostNetClient(ClusterCalls calls) => _calls = calls;

    /// <summary>For mocks; the members of an instance made this way do nothing useful.</summary>
    protected GhostNetClient() => _calls = null!;

    /// <summary>Submits a job, or joins it when it was submitted before with the same spec.</summary>
    /// <exception cref="JobConflictException">The id belongs to a job with another spec.</exception>
    /// <exception cref="InvalidJobSpecException">The spec is out of range.</exception>
    /// <exception cref="LedgerException">The ledger's store holds no such model or dataset.</exception>
    /// <exception cref="ClusterUnreachableException">No answer; the job may have been created, and submitting it again is safe.</exception>
    public virtual async Task<JobHandle> SubmitAsync(JobSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        using var span = JobTrace.Start("submit", spec.Id, kind: ActivityKind.Client);
        await _calls.InvokeAsync(grains => grains.GetGrain<IJobGrain>(spec.Id.Value).SubmitAsync(spec), cancellationToken);
        return GetJob(spec.Id);
    }

    /// <summary>The handle of a job that was submitted some time by someone. Does no I/O, so the job need not exist.</summary>
    public virtual JobHandle GetJob(JobId id) => new(id, _calls);

    /// <summary>Every job of the cluster's ledger with its status, by id.</summary>
    /// <exception cref="ClusterUnreachableException">No answer.</exception>
    public virtual async IAsyncEnumerable<JobStatus> ListJobsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Some at once: a finished job's coordinator is made anew from the ledger to be asked, which takes as long as the store does.
        Queue<Task<JobStatus>> asked = new();
        foreach (var job in await _calls.InvokeAsync(grains => grains.GetGrain<IJobBoardGrain>(0).ListAllAsync(), cancellationToken))
        {
            if (asked.Count == AskedAtOnce)
            {
                yield return await asked.Dequeue();
            }

            asked.Enqueue(GetJob(job).GetStatusAsync(cancellationToken));
        }

        while (asked.TryDequeue(out var status))
        {
            yield return await status;
        }
    }

    /// <summary>The live nodes of the cluster, by name.</summary>
    /// <exception cref="ClusterUnreachableException">No answer.</exception>
    public virtual async Task<IReadOnlyList<HostStatus>> ListHostsAsync(CancellationToken cancellationToken = default) =>
        await _calls.InvokeAsync(grains => grains.GetGrain<IFleetGrain>(0).ListHostsAsync(), cancellationToken);
}
