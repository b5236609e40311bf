using System.Collections.Immutable;

namespace GhostNet.Distributed.Grains;

/// <summary>
/// The coordinator of one job; the key is the job's id. A cache over the ledger: wherever it is activated it rebuilds itself from there, and two of them at once
/// waste work and corrupt nothing.
/// </summary>
[Alias("ghostnet.IJobGrain")]
public interface IJobGrain : IGrainWithStringKey
{
    /// <summary>Creates the job, or joins it when it is there with the same spec.</summary>
    /// <exception cref="JobConflictException">The id belongs to a job with another spec.</exception>
    /// <exception cref="InvalidJobSpecException">The spec is out of range.</exception>
    /// <exception cref="LedgerException">The store has no such model or manifest.</exception>
    [Alias("Submit")]
    Task<JobStatus> SubmitAsync(JobSpec spec);

    /// <summary>The job at this moment.</summary>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    [Alias("GetStatus")]
    Task<JobStatus> GetStatusAsync();

    /// <summary>What the job is to do, as the ledger has it.</summary>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    [Alias("GetSpec")]
    Task<JobSpec> GetSpecAsync();

    /// <summary>The job's status now and after each change, until it is final; changes that follow each other quickly are told together.</summary>
    /// <exception cref="JobNotFoundException">There is no such job.</exception>
    [Alias("Watch")]
    IAsyncEnumerable<JobStatus> WatchAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// The one call of a worker: results reported, leases renewed, handed back and granted. Safe to repeat: a result counts once, and a lease that is granted in a
    /// reply that got lost ends by itself.
    /// </summary>
    [Alias("Exchange")]
    Task<ExchangeReply> ExchangeAsync(ExchangeRequest request);

    /// <summary>Cancels the job; what is accepted stays in the ledger. A final job is left as it is.</summary>
    [Alias("Cancel")]
    Task<JobStatus> CancelAsync();

    /// <summary>The report as JSON, byte for byte as the ledger holds it; null while there is none.</summary>
    [Alias("GetReport")]
    Task<string?> GetReportAsync();

    /// <summary>The predictions of one accepted shard, in manifest order; null while it is not accepted.</summary>
    [Alias("GetPredictions")]
    Task<ImmutableArray<Prediction>?> GetPredictionsAsync(ShardId shard);
}
