using System.Collections.Concurrent;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Grains;
using GhostNet.Distributed.Runtime.Hosting;
using GhostNet.Distributed.Runtime.Ledger;
using GhostNet.Distributed.Runtime.ModelHosts;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>The life of a shard on its worker: manifest → fetch → classify → tally → commit.</summary>
internal sealed class ShardRunner(
    JobLedgers ledgers,
    Manifests manifests,
    LoadedModels models,
    IGrainFactory grains,
    HostFactsSource facts,
    IOptions<SiloOptions> silo,
    IOptions<WorkerOptions> options,
    TimeProvider time) : IShardRunner
{
    private readonly ConcurrentDictionary<string, SampleReader> _readers = new();

    /// <inheritdoc/>
    public async Task<Tally> RunAsync(JobSpec spec, ShardLease lease, CancellationToken cancellationToken)
    {
        await grains.GetGrain<IModelHostGrain>($"{spec.Model.Digest}@{silo.Value.SiloName}").EnsureLoadedAsync(spec.Model, spec.Recipe, spec.TopK).WaitAsync(cancellationToken);
        var classifier = await models.GetAsync(ClassifierKey.Of(spec.Model, spec.Recipe, spec.TopK), cancellationToken);
        var manifest = await manifests.OpenAsync(spec.Dataset, cancellationToken);
        var reader = _readers.GetOrAdd(spec.Dataset.Images, images => new SampleReader(FolderBlobStore.OpenExisting(images), options.Value.MaxImageBytes));

        var startedAt = time.GetUtcNow();
        var samples = await manifest.ReadRangeAsync(new SampleRange(checked((int)lease.Range.Start), checked((int)lease.Range.End)), cancellationToken);
        var outcomes = new SampleOutcome[samples.Length];

        // Enough samples under way that every thread finds a full batch while as much again is being fetched.
        var underWay = new ParallelOptions { MaxDegreeOfParallelism = 2 * options.Value.Threads * classifier.BatchSize, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, samples.Length, underWay, async (i, token) => outcomes[i] = await RunSampleAsync(spec, samples[i], reader, classifier, token));

        var result = new ShardResult
        {
            Header = new ShardHeader
            {
                Job = spec.Id,
                Shard = lease.Shard.Value,
                Range = lease.Range,
                Attempt = lease.Attempt.Value,
                Host = facts.Facts(classifier.BatchSize),
                StartedAt = startedAt,
                FinishedAt = time.GetUtcNow(),
                Tally = outcomes.Aggregate(default(Tally), (sum, outcome) => sum + Tally.Of(outcome.Prediction)),
                Stages = outcomes.Aggregate(default(StageTimes), (sum, outcome) => sum + outcome.Stages),
            },
            Predictions = [.. outcomes.Select(outcome => outcome.Prediction)],
        };
        return await CommitAsync(spec.Id, result, cancellationToken);
    }

    private async Task<Tally> CommitAsync(JobId job, ShardResult result, CancellationToken cancellationToken)
    {
        var ledger = ledgers.Open(job);
        return await ledger.TryAcceptAsync(result, cancellationToken)
            ? result.Header.Tally
            : ((AcceptedShard.Result)(await ledger.ReadAcceptedAsync(result.Header.Id, cancellationToken))!).Tally;
    }

    private async Task<SampleOutcome> RunSampleAsync(JobSpec spec, ManifestSample sample, SampleReader reader, Classifier classifier, CancellationToken cancellationToken)
    {
        if (spec.Kind == JobKind.Evaluate && sample.Label is null)
        {
            return SampleOutcome.Failed(sample, new Failure(FailureKind.Unlabelled, $"{sample.Path} has no label"), default);
        }

        var started = time.GetTimestamp();
        var (content, failure) = await reader.ReadAsync(sample, cancellationToken);
        var fetch = new StageTimes((long)time.GetElapsedTime(started).TotalMicroseconds, 0, 0, 0);
        if (content is null)
        {
            return SampleOutcome.Failed(sample, failure!, fetch);
        }

        var (prediction, stages) = await classifier.ClassifyAsync((sample.Path, sample.Label), content, spec.TopK, cancellationToken);
        return new SampleOutcome(prediction, fetch + stages);
    }
}
