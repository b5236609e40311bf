using System.Collections.Immutable;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Runtime.Hosting;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Runtime.ModelHosts;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>The life of a shard on its worker: manifest → fetch → classify → tally → commit. Wherever a store does not answer, it waits as long as the lease is its own.</summary>
internal sealed class ShardRunner(
    JobLedgers ledgers,
    Manifests manifests,
    LoadedModels models,
    SampleStage samples,
    StorePatience patience,
    HostFactsSource facts,
    TimeProvider time) : IShardRunner
{
    /// <inheritdoc/>
    public async Task<Tally?> RunAsync(JobSpec spec, ShardLease lease, Budget turn, WaitingThreads waiting, CancellationToken cancellationToken)
    {
        // Here and not by a call to the model's grain: a model may take longer to load than a call may last, and the lease is renewed meanwhile.
        var classifier = await patience.RunAsync(spec.Id, token => models.GetAsync(ClassifierKey.Of(spec.Model, spec.Recipe, spec.TopK), token), cancellationToken);

        using var fetching = waiting.Fetch(classifier.Dry);
        var startedAt = time.GetUtcNow();
        var range = new SampleRange(checked((int)lease.Range.Start), checked((int)lease.Range.End));
        var listed = await patience.RunAsync(spec.Id, token => ListAsync(spec, range, token), cancellationToken);
        var outcomes = await samples.RunAsync(spec, listed, classifier, turn, fetching, cancellationToken);
        fetching.Dispose();
        var finishedAt = time.GetUtcNow();
        var result = new ShardResult
        {
            Header = new ShardHeader
            {
                Job = spec.Id,
                Shard = lease.Shard.Value,
                Piece = lease.Shard.Piece,
                Canary = lease.Shard.Architecture,
                Range = lease.Range,
                Attempt = lease.Attempt.Value,
                Host = facts.Facts(classifier.BatchSize, classifier.Graph),
                StartedAt = startedAt,
                FinishedAt = finishedAt,
                Tally = outcomes.Aggregate(default(Tally), (sum, outcome) => sum + Tally.Of(outcome.Prediction)),
                Stages = outcomes.Aggregate(default(StageTimes), (sum, outcome) => sum + outcome.Stages),
                Waits = lease.Shard.Architecture is null ? waiting.Take(finishedAt) : null,
            },
            Predictions = [.. outcomes.Select(outcome => outcome.Prediction)],
        };
        using var committing = waiting.Commit();
        var (isMine, tally) = await patience.RunAsync(spec.Id, token => CommitAsync(spec.Id, result, token), cancellationToken);
        if (!isMine && result.Header.Waits is { } waits)
        {
            waiting.GiveBack(waits);
        }

        return tally;
    }

    private async Task<ImmutableArray<ManifestSample>> ListAsync(JobSpec spec, SampleRange range, CancellationToken cancellationToken)
    {
        var manifest = await manifests.OpenAsync(spec.Dataset, cancellationToken);
        return await manifest.ReadRangeAsync(range, cancellationToken);
    }

    private async Task<(bool IsMine, Tally? Tally)> CommitAsync(JobId job, ShardResult result, CancellationToken cancellationToken)
    {
        var ledger = ledgers.Open(job);
        if (await ledger.TryAcceptAsync(result, cancellationToken))
        {
            return (true, result.Header.Tally);
        }

        return await ledger.ReadAcceptedAsync(result.Header.Id, cancellationToken) switch
        {
            AcceptedShard.Result accepted => (false, accepted.Tally),
            AcceptedShard.Split => (false, null),
            _ => throw new LedgerException($"The ledger of job {job} holds a result of shard {result.Header.Id} and does not give it."),
        };
    }
}
