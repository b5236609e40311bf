using System.Collections.Immutable;

namespace GhostNet.Distributed.Grains;

/// <summary>The jobs that are not finished; one grain for the whole cluster, key 0. Rebuilt from the ledger's <c>active/</c> markers.</summary>
[Alias("ghostnet.IJobBoardGrain")]
public interface IJobBoardGrain : IGrainWithIntegerKey
{
    /// <summary>Puts a job on the board.</summary>
    [Alias("Post")]
    Task PostAsync(JobId job);

    /// <summary>Takes a job off the board.</summary>
    [Alias("Remove")]
    Task RemoveAsync(JobId job);

    /// <summary>Every job of the ledger, finished or not, by id.</summary>
    [Alias("ListAll")]
    Task<ImmutableArray<JobId>> ListAllAsync();

    /// <summary>The board, at once when it differs from the version that the caller has seen, else after the next change or some seconds.</summary>
    /// <param name="seenVersion">The version the caller knows; −1 for none.</param>
    /// <param name="cancellationToken">Ends the wait, so that a stopping silo is not kept waiting for its own worker.</param>
    [Alias("Watch")]
    Task<JobBoard> WatchAsync(long seenVersion, CancellationToken cancellationToken = default);
}

/// <summary>The unfinished jobs at one moment.</summary>
[GenerateSerializer, Immutable, Alias("ghostnet.JobBoard")]
public sealed record JobBoard([property: Id(0)] long Version, [property: Id(1)] ImmutableArray<JobId> Jobs);
