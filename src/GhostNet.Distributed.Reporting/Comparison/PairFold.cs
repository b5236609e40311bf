using System.Collections.Immutable;

namespace GhostNet.Distributed.Reporting;

/// <summary>Pairs of predictions, as counts, the first differences, and a test.</summary>
internal sealed class PairFold
{
    private const int Listed = 20;

    private readonly ImmutableArray<PairedDifference>.Builder _differences = ImmutableArray.CreateBuilder<PairedDifference>();
    private long _samples;
    private long _differentLabels;
    private long _differing;
    private long _tested;
    private long _onlyARight;
    private long _onlyBRight;

    public void Add(Prediction a, Prediction b)
    {
        _samples++;
        _differentLabels += a.Label == b.Label ? 0 : 1;
        var (ofA, ofB) = (PairedOutcome.Of(a), PairedOutcome.Of(b));
        if (!ofA.Agrees(ofB))
        {
            _differing++;
            if (_differences.Count < Listed)
            {
                _differences.Add(new PairedDifference(a.Sample, a.Label, ofA, ofB));
            }
        }

        // A failure is neither right nor wrong, and two labels are two questions.
        if (a is { Failure: null, Label: { } label } && b.Failure is null && b.Label == label)
        {
            var (rightA, rightB) = (ofA.Class == label, ofB.Class == label);
            _tested++;
            _onlyARight += rightA && !rightB ? 1 : 0;
            _onlyBRight += rightB && !rightA ? 1 : 0;
        }
    }

    public PairedPredictions ToPaired(long onlyInA, long onlyInB) =>
        new(_samples, onlyInA, onlyInB, _differentLabels, _differing, _differences.ToImmutable(), _tested == 0 ? null : McNemarTest.Of(_onlyARight, _onlyBRight));
}
