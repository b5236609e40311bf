using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Runtime.Hosting;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Runtime.Pump;
using Microsoft.Extensions.Options;

namespace GhostNet.Distributed.Runtime.Coordination;

/// <summary>Writes to the ledger what follows for a shard that has killed its workers.</summary>
internal sealed class Convictions(JobLedgers ledgers, Manifests manifests, HostFactsSource facts, IOptions<WorkerOptions> worker, TimeProvider time)
{
    /// <summary>Splits the shard, or gives its only sample up. A result that was there first counts instead.</summary>
    /// <returns>What the ledger holds of the shard now.</returns>
    /// <exception cref="LedgerException">A blob is damaged, or gone.</exception>
    public async Task<AcceptedShard> CarryOutAsync(JobSpec spec, ConvictedShard convicted, CancellationToken cancellationToken = default)
    {
        var ledger = ledgers.Open(spec.Id);
        _ = convicted.IsSplit
            ? await ledger.TrySplitAsync(Marker(spec.Id, convicted), cancellationToken)
            : await ledger.TryAcceptAsync(await ResultAsync(spec, convicted, cancellationToken), cancellationToken);
        return await ledger.ReadAcceptedAsync(convicted.Shard, cancellationToken)
            ?? throw new LedgerException($"What was written of shard {convicted.Shard} of job {spec.Id} is gone from {ledgers.Store.Description}.");
    }

    private ShardSplit Marker(JobId job, ConvictedShard convicted) => new()
    {
        Job = job,
        Shard = convicted.Shard.Value,
        Piece = convicted.Shard.Piece,
        Range = convicted.Range,
        Reason = $"{convicted.Deaths} workers died that held this shard",
        At = time.GetUtcNow(),
    };

    private async Task<ShardResult> ResultAsync(JobSpec spec, ConvictedShard convicted, CancellationToken cancellationToken)
    {
        var manifest = await manifests.OpenAsync(spec.Dataset, cancellationToken);
        var range = new SampleRange(checked((int)convicted.Range.Start), checked((int)convicted.Range.End));
        var sample = (await manifest.ReadRangeAsync(range, cancellationToken)).Single();
        var prediction = new Prediction
        {
            Sample = sample.Path,
            Label = sample.Label,
            Failure = new Failure(FailureKind.CrashedWorker, $"{CrashEvidence.LoneDeathsToCondemn} workers or more died while they worked on this sample and on nothing else of the job"),
        };
        var now = time.GetUtcNow();
        return new ShardResult
        {
            Header = new ShardHeader
            {
                Job = spec.Id,
                Shard = convicted.Shard.Value,
                Piece = convicted.Shard.Piece,
                Range = convicted.Range,
                Attempt = convicted.Deaths,
                Host = facts.Facts(worker.Value.BatchSize ?? 0),
                StartedAt = now,
                FinishedAt = now,
                Tally = Tally.Of(prediction),
                Stages = default,
            },
            Predictions = [prediction],
        };
    }
}
