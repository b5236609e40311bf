using System.Collections.Immutable;
using GhostNet.Distributed.Datasets.Manifests;
using GhostNet.Distributed.Inference.Decoding;
using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Runtime.ModelHosts;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>
/// The samples of one request on their way through the threads. When the last has its outcome, all are noted with their shard, and memory and room are given back: once a request, since whatever wakes a
/// thread for each sample is soon a percent of what the sample costs.
/// </summary>
internal sealed class ReadInWork : IOutcomeReceiver, IThreadPoolWorkItem
{
    private readonly JobSpec _spec;
    private readonly SampleRead _read;
    private readonly ReadAhead _fetched;
    private readonly ImmutableArray<int> _positions;
    private readonly ShardOutcomes _shard;
    private readonly Classifier _classifier;
    private readonly object[] _told;
    private int _left;

    /// <summary>Samples that are to be handed over.</summary>
    /// <param name="spec">The job.</param>
    /// <param name="read">The request.</param>
    /// <param name="fetched">What came of it.</param>
    /// <param name="positions">The position of each of its samples in the shard.</param>
    /// <param name="shard">Is told the outcomes.</param>
    /// <param name="classifier">What classifies them.</param>
    public ReadInWork(JobSpec spec, SampleRead read, ReadAhead fetched, ImmutableArray<int> positions, ShardOutcomes shard, Classifier classifier)
    {
        (_spec, _read, _fetched, _positions, _shard, _classifier) = (spec, read, fetched, positions, shard, classifier);
        _told = new object[positions.Length];
        _left = positions.Length;
    }

    /// <summary>Hands over every sample that has bytes, as there is room for it. Whatever goes wrong with one is told to the shard.</summary>
    /// <param name="cancellationToken">Withdraws those that no thread has taken up.</param>
    public async Task SubmitAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < _told.Length; i++)
        {
            if (_fetched.Samples[i].Failure is { } failure)
            {
                Settle(i, failure);
                continue;
            }

            try
            {
                await _classifier.SubmitAsync(_fetched.Samples[i].Content, this, i, _spec.SampleTimeLimit, cancellationToken);
            }
            catch (Exception e)
            {
                // Nobody else tells this one; the others, which the threads may have by now, are told in their own time.
                Settle(i, e);
            }
        }
    }

    /// <inheritdoc/>
    public void Receive(long tag, Inference.Pipeline.SampleOutcome outcome) => Note((int)tag, outcome);

    /// <inheritdoc/>
    public void Fail(long tag, Exception exception) => Note((int)tag, exception);

    /// <summary>All samples have their outcome.</summary>
    public void Execute()
    {
        // A thread that is stuck in a sample still reads its bytes.
        if (!_told.Any(told => told is Inference.Pipeline.SampleOutcome { Fault.Kind: ImageFaultKind.TimedOut }))
        {
            _fetched.Memory?.Dispose();
        }

        _fetched.Room.Dispose();
        for (var i = 0; i < _told.Length; i++)
        {
            Tell(i);
        }

        _shard.Finish(_told.Length);
    }

    private void Tell(int i)
    {
        try
        {
            if (_told[i] is Exception e and not InferenceFailedException)
            {
                _shard.Fail(e);
            }
            else
            {
                _shard.Set(_positions[i], Outcome(_read.Samples[i].Sample, _told[i]));
            }
        }
        catch (Exception defect)
        {
            // The shard's affair: this thread is everybody's.
            _shard.Fail(defect);
        }
    }

    private SampleOutcome Outcome(ManifestSample sample, object told)
    {
        if (told is Inference.Pipeline.SampleOutcome classified)
        {
            var (prediction, stages) = Classifier.Judge((sample.Path, sample.Label), classified, _spec.TopK);
            return new SampleOutcome(prediction, _fetched.Fetch + stages);
        }

        var failure = told as Failure ?? new Failure(FailureKind.InferenceError, ((InferenceFailedException)told).Message);
        return SampleOutcome.Failed(sample, failure, _fetched.Fetch);
    }

    /// <summary>By a thread that infers.</summary>
    private void Note(int i, object told)
    {
        if (IsLast(i, told))
        {
            _classifier.Defer(this);
        }
    }

    /// <summary>By the thread that hands over.</summary>
    private void Settle(int i, object told)
    {
        if (IsLast(i, told))
        {
            Execute();
        }
    }

    private bool IsLast(int i, object told)
    {
        _told[i] = told;
        return Interlocked.Decrement(ref _left) == 0;
    }
}
