using System.Text.Json;

namespace GhostNet.Distributed.Reporting;

/// <summary>
/// Pairs two streams of predictions by sample. Streams of one dataset come in one order, so nothing is kept; of others, what still waits for its partner is.
/// </summary>
internal sealed class PredictionsJoin
{
    private readonly Dictionary<string, Prediction> _onlyInA = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Prediction> _onlyInB = new(StringComparer.Ordinal);

    /// <summary>Samples of the first stream that have had no partner.</summary>
    public long OnlyInA => _onlyInA.Count;

    /// <summary>Samples of the second stream that have had no partner.</summary>
    public long OnlyInB => _onlyInB.Count;

    /// <summary>Takes the next of each stream, null where one is at its end, and gives the pairs that this makes.</summary>
    /// <exception cref="JsonException">A stream has the same sample twice.</exception>
    public IEnumerable<(Prediction A, Prediction B)> Next(Prediction? a, Prediction? b)
    {
        if (a is not null && b is not null && a.Sample == b.Sample)
        {
            return [(a, b)];
        }

        List<(Prediction, Prediction)> pairs = [];
        if (a is not null && PartnerOf(a, _onlyInB, _onlyInA) is { } ofA)
        {
            pairs.Add((a, ofA));
        }

        if (b is not null && PartnerOf(b, _onlyInA, _onlyInB) is { } ofB)
        {
            pairs.Add((ofB, b));
        }

        return pairs;
    }

    private static Prediction? PartnerOf(Prediction prediction, Dictionary<string, Prediction> others, Dictionary<string, Prediction> waiting)
    {
        if (others.Remove(prediction.Sample, out var partner))
        {
            return partner;
        }

        return waiting.TryAdd(prediction.Sample, prediction) ? null : throw new JsonException($"The sample {prediction.Sample} is there twice, so it has no one partner.");
    }
}
