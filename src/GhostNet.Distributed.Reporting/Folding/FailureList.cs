using System.Collections.Immutable;

namespace GhostNet.Distributed.Reporting;

/// <summary>Failed samples: all counted by kind, the first 1,000 named.</summary>
internal sealed class FailureList
{
    private const int Listed = 1000;

    private readonly List<ReportedFailure> _failures = [];
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public ImmutableArray<ReportedFailure> Failures => [.. _failures];

    public ImmutableSortedDictionary<string, long> Counts => _counts.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public void Add(string sample, Failure failure)
    {
        var kind = failure.Kind.ToString();
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (_failures.Count < Listed)
        {
            _failures.Add(new ReportedFailure(sample, failure.Kind, failure.Detail));
        }
    }
}
