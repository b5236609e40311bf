using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using static System.FormattableString;

namespace GhostNet.Distributed.Reporting;

/// <summary>
/// Folds the results of a job's shards, streamed in plan order, into a <see cref="Report"/>. The report is a function of the ledger alone: the same ledger makes the
/// same bytes, whoever folds it and when. Memory does not grow with the number of samples, but with those of the canary.
/// </summary>
/// <remarks>Damage in the ledger never throws here: what cannot be counted is a reason of an INVALID report. Not safe for several threads at once.</remarks>
public sealed class ReportBuilder : IDisposable
{
    private const string ThroughputDefinition =
        "Samples (scored and failed) divided by the time during which at least one shard was being worked on. A shard is worked on from the moment its first sample is asked for " +
        "to the moment its last sample has its prediction, by its host's clock: fetch, decode, resize and inference are included. Not included: indexing the dataset, " +
        "loading the model, committing a shard's result, making the report, work whose result was not accepted, and pauses in which no accepted shard was worked on.";

    private readonly ReportSources _sources;
    private readonly JsonNode? _card;
    private readonly JsonNode? _recipe;
    private readonly Faults _faults = new();
    private readonly PlanCoverage _coverage;
    private readonly PredictionsDigest _digest = new();
    private readonly BusyTime _busy = new();
    private readonly LatencyDistribution _latency = new();
    private readonly FailureList _failures = new();
    private readonly HostFolds _hosts = new();
    private readonly ArchitectureFolds _architectures = new();
    private readonly CanaryFold _canary;
    private readonly ClassCounts _classes;
    private Tally _tally;
    private DateTimeOffset? _startedAt;
    private DateTimeOffset? _finishedAt;

    /// <summary>A report without results yet.</summary>
    /// <exception cref="JsonException">The model card or the recipe is not JSON.</exception>
    public ReportBuilder(ReportSources sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        _sources = sources;
        _card = sources.ModelCard is null ? null : JsonNode.Parse(sources.ModelCard);
        _recipe = JsonNode.Parse(sources.Recipe);
        _coverage = new PlanCoverage(sources.Spec.Id, sources.Plan, _faults);
        _canary = new CanaryFold(sources.Spec.Id, sources.Plan, sources.Spec.Canary);
        _classes = new ClassCounts(ClassLabels.Of(_card));
    }

    private bool ComparesLabels => _sources.Spec.Kind == JobKind.Evaluate;

    /// <summary>
    /// Adds the next result in plan order: of a whole shard, or of the pieces of one that was split, lower half first. One that is not of this job and plan, or shares
    /// samples with an earlier one, is not counted and makes the report INVALID.
    /// </summary>
    public void Add(ShardResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (!_coverage.Accepts(result))
        {
            return;
        }

        var header = result.Header;
        _tally += header.Tally;
        _hosts.Add(header);
        _architectures.Add(header);
        _canary.AddCounted(result);
        _busy.Add(header.StartedAt, header.FinishedAt);
        _startedAt = Earlier(_startedAt, header.StartedAt.ToUniversalTime());
        _finishedAt = Later(_finishedAt, Later(header.StartedAt, header.FinishedAt).ToUniversalTime());
        foreach (var prediction in result.Predictions)
        {
            Add(prediction, header.Id);
        }
    }

    /// <summary>
    /// Adds what one architecture found in one range of the job's canary, before or after the results of the plan and in any order. Nothing of it is counted; one that is
    /// not of this job's canary is named in <see cref="Report.Agreement"/> and changes no verdict.
    /// </summary>
    public void AddCanary(ShardResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        _canary.AddCanary(result);
    }

    /// <summary>The report of what was added.</summary>
    public Report Build()
    {
        var reasons = Reasons();
        var spec = _sources.Spec;
        var busy = _busy.Total;
        var hosts = _hosts.ToRows();
        return new Report
        {
            Verdict = reasons.IsEmpty ? Verdict.Valid : Verdict.Invalid,
            Reasons = reasons,
            Job = new ReportedJob(spec.Id, spec.Kind, _sources.Plan.Shards, spec.TopK, spec.MaxFailedSamples.ToString(), _startedAt, _finishedAt),
            Samples = new SampleCounts(_sources.Plan.Samples, _tally.Scored, _tally.Failed),
            Top1 = ComparesLabels ? WilsonInterval.AccuracyOf(_tally.Top1Correct, _tally.Scored) : null,
            Top5 = ComparesLabels ? WilsonInterval.AccuracyOf(_tally.Top5Correct, _tally.Scored) : null,
            PredictionsDigest = _digest.Current(),
            FailureCounts = _failures.Counts,
            Failures = _failures.Failures,
            Model = new ReportedModel(spec.Model.Name, spec.Model.Digest, _card),
            Dataset = new ReportedDataset(spec.Dataset.Name, spec.Dataset.Digest, _sources.Plan.Samples, spec.Dataset.Images),
            Recipe = new ReportedRecipe(_sources.RecipeDigest, _recipe),
            Throughput = new Throughput(Rate.PerSecond(_tally.Samples, busy), Rate.Seconds(busy), ThroughputDefinition),
            Latency = _latency.ToLatency(),
            Time = TimeFold.Of(hosts, spec.Dataset.Images),
            Hosts = hosts,
            Architectures = _architectures.ToRows(),
            Agreement = _canary.ToAgreement(),
            Classes = ComparesLabels ? _classes.ToRows() : [],
            Environment = _hosts.ToEnvironment(),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _digest.Dispose();

    private void Add(Prediction prediction, ShardId shard)
    {
        if (PredictionCheck.FaultOf(prediction, _sources.Spec.Kind) is { } fault)
        {
            _faults.Add($"Sample {prediction.Sample} in shard {shard} {fault}.");
        }

        if (prediction.Failure is { } failure)
        {
            _failures.Add(prediction.Sample, failure);
        }
        else
        {
            _latency.Add(prediction.LatencyMicroseconds);
            _classes.Add(prediction);
        }

        // What has no outcome at all has no line in the digest either; the report is INVALID already.
        if (prediction.Failure is not null || !prediction.Top.IsDefaultOrEmpty)
        {
            _digest.Append(prediction);
        }
    }

    // What is wrong with the whole comes first: it says what the faults of single results amount to.
    private ImmutableArray<string> Reasons()
    {
        var samples = _sources.Plan.Samples;
        var budget = _sources.Spec.MaxFailedSamples;
        List<string> reasons = [];
        if (_coverage.Missing() is { } missing)
        {
            reasons.Add(missing);
        }

        if (_tally.Samples != samples)
        {
            reasons.Add(Invariant($"{_tally.Samples:N0} of {samples:N0} samples are counted: {_tally.Scored:N0} scored, {_tally.Failed:N0} failed."));
        }

        if (!budget.Allows(_tally.Failed, samples))
        {
            reasons.Add(Invariant($"{_tally.Failed:N0} of {samples:N0} samples failed; the job's error budget is {budget}."));
        }

        if (_tally.Scored == 0)
        {
            reasons.Add("No sample was scored.");
        }

        return [.. reasons, .. _faults.ToReasons()];
    }

    private static DateTimeOffset Earlier(DateTimeOffset? a, DateTimeOffset b) => a is { } first && first < b ? first : b;

    private static DateTimeOffset Later(DateTimeOffset? a, DateTimeOffset b) => a is { } last && last > b ? last : b;
}
