using System.Collections.Immutable;

namespace GhostNet.Distributed.Reporting;

/// <summary>
/// The canary of a job: what each architecture found in the same samples, and what the job counted for them. Canary results and those of the plan may come in any
/// order; memory grows with the canary, of which a job has at most as many samples as one shard may have, and not with the dataset.
/// </summary>
internal sealed class CanaryFold(JobId job, JobPlan plan, int canary)
{
    private const int Listed = 100;

    private readonly ImmutableArray<ShardRange> _ranges = plan.CanaryRanges(canary);
    private readonly HashSet<ShardId> _seen = [];
    private readonly SortedDictionary<string, CanaryShare> _architectures = new(StringComparer.Ordinal);
    private readonly Dictionary<(long Position, string Sample), CanarySample> _samples = [];
    private readonly Dictionary<(long Position, string Sample), ReportedOutcome> _counted = [];
    private readonly Faults _leftOut = new();

    /// <summary>Adds what one architecture found in one range; a result that is not of this canary is left out and named.</summary>
    public void AddCanary(ShardResult result)
    {
        var header = result.Header;
        if (FaultOf(result) is { } fault)
        {
            _leftOut.Add($"The canary result {header.Id} {fault}; it is left out.");
            return;
        }

        if (!_architectures.TryGetValue(header.Canary!, out var share))
        {
            _architectures.Add(header.Canary!, share = new CanaryShare(header.Canary!));
        }

        share.Add(header);
        foreach (var (i, prediction) in result.Predictions.Index())
        {
            var key = (header.Range.Start + i, prediction.Sample);
            if (!_samples.TryGetValue(key, out var sample))
            {
                _samples.Add(key, sample = new CanarySample(prediction.Sample, prediction.Label));
            }

            sample.Add(OutcomeOf(prediction, header.Canary!, header.Host), prediction.Top);
        }
    }

    /// <summary>Remembers what the job counted for the samples of the canary, of an accepted result of the plan.</summary>
    public void AddCounted(ShardResult result)
    {
        var (start, end) = (result.Header.Range.Start, result.Header.Range.End);
        for (var range = FirstThatEndsAfter(start); range < _ranges.Length && _ranges[range].Start < end; range++)
        {
            for (var position = Math.Max(start, _ranges[range].Start); position < Math.Min(end, _ranges[range].End); position++)
            {
                var prediction = result.Predictions[(int)(position - start)];
                _counted[(position, prediction.Sample)] = OutcomeOf(prediction, result.Header.Host.Architecture, result.Header.Host);
            }
        }
    }

    /// <summary>Who agrees with whom; null when the job asked for no canary.</summary>
    public ReportedAgreement? ToAgreement()
    {
        if (_ranges.IsEmpty)
        {
            return null;
        }

        var differences = ImmutableArray.CreateBuilder<ReportedDisagreement>();
        var (compared, differing, withResults, differingFromResults) = (0L, 0L, 0L, 0L);
        foreach (var (key, sample) in _samples.OrderBy(s => s.Key.Position).ThenBy(s => s.Key.Sample, StringComparer.Ordinal))
        {
            var counted = _counted.GetValueOrDefault(key);
            var fromElsewhere = counted is null ? [] : sample.Outcomes.Where(o => o.Host != counted.Host).ToList();
            var others = fromElsewhere.Count(o => !Agree(o, counted!));
            var differs = sample.Outcomes.Any(o => !Agree(o, sample.Outcomes[0]));
            compared += sample.Outcomes.Count > 1 ? 1 : 0;
            differing += differs ? 1 : 0;
            withResults += fromElsewhere.Count;
            differingFromResults += others;
            if ((differs || others > 0) && differences.Count < Listed)
            {
                differences.Add(sample.ToDisagreement(fromElsewhere.Count > 0 ? counted : null));
            }
        }

        var agreement = new ReportedAgreement
        {
            Samples = _ranges.Sum(r => r.Count),
            Architectures = [.. _architectures.Values.Select(a => a.ToReportedCanary())],
            Compared = compared,
            Differing = differing,
            LargestScoreDifference = _samples.Values.Max(sample => sample.LargestScoreDifference),
            ComparedWithResults = withResults,
            DifferingFromResults = differingFromResults,
            Differences = differences.DrainToImmutable(),
            LeftOut = _leftOut.ToReasons(),
            Conclusion = "",
        };
        return agreement with { Conclusion = AgreementWords.Of(agreement) };
    }

    private string? FaultOf(ShardResult result)
    {
        var header = result.Header;
        if (header.Job != job)
        {
            return $"belongs to job {header.Job}, not to {job}";
        }

        if (header.Canary is null)
        {
            return "is one of a shard of the plan";
        }

        if (header.Piece != 0 || (uint)header.Shard >= (uint)_ranges.Length)
        {
            return FormattableString.Invariant($"is of no range of the canary, which has {_ranges.Length:N0}");
        }

        if (header.Range != _ranges[header.Shard])
        {
            return $"is for samples {header.Range}, and the canary says {_ranges[header.Shard]}";
        }

        return ResultCheck.FaultOf(result, header.Range) ?? (_seen.Add(header.Id) ? null : "comes a second time");
    }

    // The ranges ascend and do not overlap.
    private int FirstThatEndsAfter(long start)
    {
        var (low, high) = (0, _ranges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _ranges[middle].End > start ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private static bool Agree(ReportedOutcome a, ReportedOutcome b) => a.Class == b.Class && a.Failure == b.Failure;

    private static ReportedOutcome OutcomeOf(Prediction prediction, string architecture, HostFacts host) => prediction switch
    {
        { Failure: { } failure } => new ReportedOutcome(architecture, host.Name, Failure: failure.Kind),
        { Top: [var best, ..] } => new ReportedOutcome(architecture, host.Name, best.Class, best.Score),
        _ => new ReportedOutcome(architecture, host.Name),
    };
}
