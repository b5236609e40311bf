using System.Collections.Immutable;

namespace GhostNet.Distributed.Reporting;

/// <summary>Scored samples by their label, and how many of them were right at first.</summary>
internal sealed class ClassCounts(ClassLabels labels)
{
    private readonly SortedDictionary<int, (long Samples, long Correct)> _counts = [];

    public void Add(Prediction prediction)
    {
        if (prediction is not { Failure: null, Label: { } label })
        {
            return;
        }

        var (samples, correct) = _counts.GetValueOrDefault(label);
        _counts[label] = (samples + 1, correct + Tally.Of(prediction).Top1Correct);
    }

    public ImmutableArray<ReportedClass> ToRows() =>
        [.. _counts.Select(c => new ReportedClass(c.Key, labels.IdOf(c.Key), labels.NameOf(c.Key), c.Value.Samples, c.Value.Correct))];
}
