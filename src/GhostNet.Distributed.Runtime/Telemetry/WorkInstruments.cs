using System.Diagnostics.Metrics;
using GhostNet.Distributed.Datasets.Stores;
using GhostNet.Distributed.Inference.Pipeline;
using GhostNet.Distributed.Runtime.Pump;

namespace GhostNet.Distributed.Runtime.Telemetry;

/// <summary>What a worker measures of its own work. Nothing here is told of a single image: a shard, a request or an inference call is the least.</summary>
internal sealed class WorkInstruments
{
    // From an inference call of one small image to a store that is waited for.
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60] };

    private readonly Counter<long> _samples;
    private readonly Outcomes _shards;
    private readonly Histogram<double> _fetch;
    private readonly Histogram<double> _decode;
    private readonly Histogram<double> _resize;
    private readonly Histogram<double> _inference;
    private readonly Counter<long> _inferenceSamples;
    private readonly Histogram<double> _commit;
    private readonly Histogram<double> _exchange;
    private readonly RemoteClock _coordinator = new();
    private readonly RemoteClock _store;

    /// <summary>Makes the instruments.</summary>
    /// <param name="meters">What makes meters.</param>
    /// <param name="activity">What the worker is doing.</param>
    /// <param name="threads">Its inference threads.</param>
    /// <param name="store">The clock of the store that the ledger and datasets are in.</param>
    public WorkInstruments(IMeterFactory meters, WorkerActivity activity, int threads, RemoteClock store)
    {
        _store = store;
        var meter = meters.Create(JobTrace.Source);
        _samples = meter.CreateCounter<long>("ghostnet.samples", "{sample}", "Samples of this worker's shards, by outcome: scored, failed, or repeated when another worker's result was first.");
        _shards = new Outcomes(meter, "ghostnet.shards", "{shard}", "What became of the shards that this worker was given.", "accepted", "repeated", "split", "returned", "failed");
        _fetch = meter.CreateHistogram("ghostnet.fetch.duration", "s", "One request for images, until its last byte, with its repetitions.", null, Seconds);
        _decode = meter.CreateHistogram("ghostnet.decode.duration", "s", "Decoding the images of one inference call.", null, Seconds);
        _resize = meter.CreateHistogram("ghostnet.resize.duration", "s", "Resizing the images of one inference call.", null, Seconds);
        _inference = meter.CreateHistogram("ghostnet.inference.duration", "s", "One inference call.", null, Seconds);
        _inferenceSamples = meter.CreateCounter<long>("ghostnet.inference.samples", "{sample}", "Images in inference calls.");
        _commit = meter.CreateHistogram("ghostnet.commit.duration", "s", "Writing a shard's result, until the ledger holds one.", null, Seconds);
        _exchange = meter.CreateHistogram("ghostnet.exchange.duration", "s", "One call to a coordinator.", null, Seconds);
        meter.CreateObservableGauge("ghostnet.threads", () => threads, "{thread}", "Inference threads of this worker.");
        meter.CreateObservableGauge("ghostnet.shards.working", () => activity.ShardsInWork, "{shard}", "Shards in work on this worker.");
        meter.CreateObservableGauge("ghostnet.clock.skew", Skew, "s", "How far this worker's clock is ahead of another's.");
    }

    /// <summary>A shard's result was this worker's, and counts.</summary>
    public void Accepted(string model, Tally tally)
    {
        _shards.Add("accepted");
        _samples.Add(tally.Scored, Outcome("scored"), Model(model));

        // Zero too: a series that comes into being with its first failure has no increase to show for it.
        _samples.Add(tally.Failed, Outcome("failed"), Model(model));
    }

    /// <summary>A shard was worked on in vain: another worker's result was first.</summary>
    public void Repeated(string model, Tally tally)
    {
        _shards.Add("repeated");
        _samples.Add(tally.Samples, Outcome("repeated"), Model(model));
    }

    /// <summary>A shard was worked on in vain: it was split meanwhile.</summary>
    public void Split() => _shards.Add("split");

    /// <summary>A shard was given back: its lease was lost, its job is over, or the worker stops.</summary>
    public void Returned() => _shards.Add("returned");

    /// <summary>A shard as a whole could not be worked on.</summary>
    public void Failed() => _shards.Add("failed");

    /// <summary>A request for images was answered.</summary>
    public void Fetched(TimeSpan duration) => _fetch.Record(duration.TotalSeconds);

    /// <summary>A shard's result is in the ledger, whoever wrote it.</summary>
    public void Committed(TimeSpan duration) => _commit.Record(duration.TotalSeconds);

    /// <summary>A coordinator answered.</summary>
    /// <param name="duration">How long that took.</param>
    /// <param name="received">When, by this worker's clock.</param>
    /// <param name="coordinator">When, by the coordinator's; null when it does not tell.</param>
    public void Exchanged(TimeSpan duration, DateTimeOffset received, DateTimeOffset? coordinator)
    {
        _exchange.Record(duration.TotalSeconds);
        if (coordinator is { } now)
        {
            _coordinator.Note(duration, received, now);
        }
    }

    /// <summary>What is to be told of each inference call of a model.</summary>
    public Action<BatchTimings> Inference(string model)
    {
        var tag = Model(model);
        return batch =>
        {
            _decode.Record(batch.Decode.TotalSeconds, tag);
            _resize.Record(batch.Resize.TotalSeconds, tag);
            _inference.Record(batch.Infer.TotalSeconds, tag);
            _inferenceSamples.Add(batch.Samples, tag);
        };
    }

    private IEnumerable<Measurement<double>> Skew()
    {
        foreach (var (clock, word) in new[] { (_coordinator, "coordinator"), (_store, "store") })
        {
            if (clock.Ahead is { } ahead)
            {
                yield return new Measurement<double>(ahead.TotalSeconds, new KeyValuePair<string, object?>("against", word));
            }
        }
    }

    private static KeyValuePair<string, object?> Outcome(string word) => new("outcome", word);

    private static KeyValuePair<string, object?> Model(string name) => new("model", name);
}
