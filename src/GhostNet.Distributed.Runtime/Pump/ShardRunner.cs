using System.Collections.Immutable;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Runtime.Hosting;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Runtime.ModelHosts;
using GhostNet.Distributed.Runtime.Telemetry;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>The life of a shard on its worker: manifest → fetch → classify → tally → commit. Wherever a store does not answer, it waits as long as the lease is its own.</summary>
internal sealed class ShardRunner(
    JobLedgers ledgers,
    Manifests manifests,
    LoadedModels models,
    SampleStage samples,
    StorePatience patience,
    HostFactsSource facts,
    WorkInstruments measured,
    TimeProvider time) : IShardRunner
{
    /// <inheritdoc/>
    public async Task<Tally?> RunAsync(JobSpec spec, ShardLease lease, Budget turn, WaitingThreads waiting, CancellationToken cancellationToken)
    {
        // Here and not by a call to the model's grain: a model may take longer to load than a call may last, and the lease is renewed meanwhile.
        var classifier = await patience.RunAsync(spec.Id, token => models.GetAsync(ClassifierKey.Of(spec.Model, spec.Recipe, spec.TopK), token), cancellationToken);

        var waitingForSamples = waiting.Fetch(classifier.Dry);
        var startedAt = time.GetUtcNow();
        var spans = new ShardSpans(spec.Id, startedAt, time);
        using var fetching = spans.WhenFetched(waitingForSamples);
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
        spans.Inferred(finishedAt, result.Header);
        using var committing = waiting.Commit();
        var (isMine, tally) = await CommitPatientlyAsync(spec.Id, result, cancellationToken);
        if (!isMine && result.Header.Waits is { } waits)
        {
            waiting.GiveBack(waits);
        }

        Measure(spec.Model.Name, result.Header.Tally, isMine, isSplit: tally is null);
        return tally;
    }

    private async Task<(bool IsMine, Tally? Tally)> CommitPatientlyAsync(JobId job, ShardResult result, CancellationToken cancellationToken)
    {
        using var span = ShardSpans.Commit(job);
        var started = time.GetTimestamp();
        var committed = await patience.RunAsync(job, token => CommitAsync(job, result, token), cancellationToken);
        measured.Committed(time.GetElapsedTime(started));
        return committed;
    }

    private void Measure(string model, Tally tally, bool isMine, bool isSplit)
    {
        ShardSpans.End(isMine ? "accepted" : isSplit ? "split" : "repeated");
        if (isMine)
        {
            measured.Accepted(model, tally);
        }
        else if (isSplit)
        {
            measured.Split();
        }
        else
        {
            measured.Repeated(model, tally);
        }
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
