using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Runtime.Ledger;

/// <summary>The jobs of one store.</summary>
public sealed class JobLedgers(IBlobStore store)
{
    private const int AtOnce = 16;

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
        // By folder: a listing of everything below would be of every result of every job.
        List<JobId> folders = [];
        await foreach (var entry in store.ListFolderAsync(LedgerNames.Jobs, cancellationToken))
        {
            if (entry.Blob is null && JobId.TryParse(entry.Name[LedgerNames.Jobs.Length..^1], out var job))
            {
                folders.Add(job);
            }
        }

        // The names' own order is another one: the slash behind an id sorts after a dash or dot within a longer one.
        ConcurrentBag<string> jobs = [];
        await Parallel.ForEachAsync(folders, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (job, token) =>
        {
            if (await store.TryGetPropertiesAsync(LedgerNames.Spec(job), token) is not null)
            {
                jobs.Add(job.Value);
            }
        });
        foreach (var job in jobs.Order(StringComparer.Ordinal))
        {
            yield return JobId.Parse(job);
        }
    }
}
