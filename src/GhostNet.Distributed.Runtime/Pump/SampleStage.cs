using System.Collections.Immutable;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Runtime.ModelHosts;
using GhostNet.Distributed.Runtime.Telemetry;
using Microsoft.Extensions.Options;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>From names in a manifest to outcomes: fetches with as few requests as the samples' places allow, a bounded number of bytes ahead, and hands them over to be classified as the bytes arrive.</summary>
internal sealed class SampleStage(ImageStores stores, StorePatience patience, WorkerActivity activity, WorkInstruments measured, IOptions<WorkerOptions> options, TimeProvider time)
{
    private readonly RoomAhead _ahead = new(options.Value);

    /// <summary>The outcomes, in the order of the samples.</summary>
    /// <param name="spec">The job.</param>
    /// <param name="samples">The samples of a shard.</param>
    /// <param name="classifier">What classifies them.</param>
    /// <param name="turn">Taken until the last of the shard's requests is begun.</param>
    /// <param name="fetching">Disposed when the last of the samples is fetched.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<SampleOutcome[]> RunAsync(
        JobSpec spec, ImmutableArray<ManifestSample> samples, Classifier classifier, Budget turn, IDisposable fetching, CancellationToken cancellationToken)
    {
        var shard = new ShardOutcomes(samples.Length, activity);
        List<int> wanted = [];
        for (var i = 0; i < samples.Length; i++)
        {
            if (Refuse(spec, samples[i]) is { } failure)
            {
                shard.Set(i, SampleOutcome.Failed(samples[i], failure, default));
            }
            else
            {
                wanted.Add(i);
            }
        }

        shard.Finish(samples.Length - wanted.Count);
        if (wanted.Count == 0)
        {
            return await shard.All;
        }

        var reader = new SampleReader(stores.Open(spec.Dataset.Images));
        var reads = SampleRead.Plan([.. wanted.Select(i => samples[i])], _ahead.LargestRead);

        // Enough requests under way that every thread finds a full batch while as much again is being fetched.
        var underWay = new ParallelOptions { MaxDegreeOfParallelism = 2 * options.Value.Threads * classifier.BatchSize, CancellationToken = cancellationToken };
        var toFetch = reads.Length;
        using var begun = await turn.TakeAsync(1, cancellationToken);
        await Parallel.ForEachAsync(UntilAllAreBegun(reads, begun), underWay, async (read, token) =>
        {
            await shard.ThrowIfFailedAsync();
            var fetched = await FetchAsync(spec.Id, reader, read, token);
            if (Interlocked.Decrement(ref toFetch) == 0)
            {
                fetching.Dispose();
            }

            await new ReadInWork(spec, read, fetched, [.. read.Samples.Select(placed => wanted[placed.Position])], shard, classifier).SubmitAsync(cancellationToken);
        });
        return await shard.All.WaitAsync(cancellationToken);
    }

    private static IEnumerable<SampleRead> UntilAllAreBegun(ImmutableArray<SampleRead> reads, IDisposable turn)
    {
        foreach (var read in reads)
        {
            yield return read;
        }

        // Somebody asked for one more, so there is room for the next shard's.
        turn.Dispose();
    }

    // Both are known before any byte is asked for, and are the same on every worker.
    private Failure? Refuse(JobSpec spec, ManifestSample sample) =>
        spec.Kind == JobKind.Evaluate && sample.Label is null ? new Failure(FailureKind.Unlabelled, $"{sample.Path} has no label")
        : sample.Length > options.Value.MaxImageBytes ? new Failure(FailureKind.TooLarge, $"{sample.Path} has {sample.Length} bytes; the limit is {options.Value.MaxImageBytes}")
        : null;

    private async Task<ReadAhead> FetchAsync(JobId job, SampleReader reader, SampleRead read, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        return await patience.RunAsync(job, FetchOnceAsync, cancellationToken);

        async Task<ReadAhead> FetchOnceAsync(CancellationToken token)
        {
            // Given back when the store fails, so that a job whose store is away does not starve one whose store is not.
            var room = await _ahead.TakeAsync(read, token);
            var asked = time.GetTimestamp();
            try
            {
                var (samples, memory) = await reader.ReadAsync(read, token);
                var elapsed = time.GetElapsedTime(started);

                // The store's own time: waiting for room says how busy the threads are, and there is hardly ever any.
                measured.Fetched(time.GetElapsedTime(asked));
                return new ReadAhead(samples, memory, new StageTimes((long)elapsed.TotalMicroseconds / samples.Length, 0, 0, 0), room);
            }
            catch
            {
                room.Dispose();
                throw;
            }
        }
    }
}
