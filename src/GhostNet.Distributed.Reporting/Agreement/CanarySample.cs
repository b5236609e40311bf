using System.Collections.Immutable;

namespace GhostNet.Distributed.Reporting;

/// <summary>One sample of the canary, with what was found on each architecture.</summary>
internal sealed class CanarySample(string name, int? label)
{
    private readonly List<ReportedOutcome> _outcomes = [];
    private readonly List<ImmutableArray<ScoredClass>> _tops = [];

    public IReadOnlyList<ReportedOutcome> Outcomes => _outcomes;

    /// <summary>The largest difference of two architectures' scores of one class; null where no two scored the same class.</summary>
    public double? LargestScoreDifference
    {
        get
        {
            double[] spreads = [.. _tops.SelectMany(top => top).GroupBy(scored => scored.Class).Where(scores => scores.Count() > 1).Select(scores => (double)scores.Max(s => s.Score) - scores.Min(s => s.Score))];
            return spreads.Length == 0 ? null : spreads.Max();
        }
    }

    public void Add(ReportedOutcome outcome, ImmutableArray<ScoredClass> top)
    {
        _outcomes.Add(outcome);
        _tops.Add(top);
    }

    public ReportedDisagreement ToDisagreement(ReportedOutcome? counted) => new(name, label, [.. _outcomes.OrderBy(o => o.Architecture, StringComparer.Ordinal)], counted);
}
