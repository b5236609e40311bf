using System.Runtime.CompilerServices;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Runtime.Ledger;

/// <summary>The jobs of one store.</summary>
public sealed class JobLedgers(IBlobStore store)
{
    /// <summary>The store.</summary>
    public IBlobStore Store => store;

    /// <summary>The ledger of one job, which may not exist yet. Does no I/O.</summary>
    public JobLedger Open(JobId job) => new(store, job);

    /// <summary>The jobs that are not finished.</summary>
    public async IAsyncEnumerable<JobId> ListActiveAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var entry in store.ListAsync(LedgerNames.Active, cancellationToken))
        {
            if (LedgerNames.JobOfActiveMarker(entry.Name) is { } job)
            {
                yield return job;
            }
        }
    }

    /// <summary>Every job of the store, finished or not, by id.</summary>
    public async IAsyncEnumerable<JobId> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // The names' own order is another one: the slash behind an id sorts after a dash or dot within a longer one.
        SortedSet<string> jobs = new(StringComparer.Ordinal);
        await foreach (var entry in store.ListAsync(LedgerNames.Jobs, cancellationToken))
        {
            if (LedgerNames.JobOfSpec(entry.Name) is { } job)
            {
                jobs.Add(job.Value);
            }
        }

        foreach (var job in jobs)
        {
            yield return JobId.Parse(job);
        }
    }
}
