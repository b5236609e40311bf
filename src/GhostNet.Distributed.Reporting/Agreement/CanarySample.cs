namespace GhostNet.Distributed.Reporting;

/// <summary>One sample of the canary, with what was found on each architecture.</summary>
internal sealed class CanarySample(string name, int? label)
{
    private readonly List<ReportedOutcome> _outcomes = [];

    public IReadOnlyList<ReportedOutcome> Outcomes => _outcomes;

    public void Add(ReportedOutcome outcome) => _outcomes.Add(outcome);

    public ReportedDisagreement ToDisagreement(ReportedOutcome? counted) => new(name, label, [.. _outcomes.OrderBy(o => o.Architecture, StringComparer.Ordinal)], counted);
}
