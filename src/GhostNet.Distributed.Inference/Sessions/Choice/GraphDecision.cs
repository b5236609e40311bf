using System.Globalization;
using GhostNet.Distributed.Models.Onnx;

namespace GhostNet.Distributed.Inference.Sessions.Choice;

/// <summary>Which graph is used with which batch size, and why.</summary>
internal sealed record GraphDecision(GraphTarget Target, int Batch, string Reason)
{
    /// <summary>Batch size where nothing was measured.</summary>
    public const int UsualBatch = 4;

    // By less than this a measurement of some hundred milliseconds does not say that another choice is better.
    private const double LeastGain = 0.07;

    /// <summary>Decides by a measurement.</summary>
    /// <param name="timings">The measurement; empty when there was none.</param>
    /// <param name="preferred">The best candidate by its instruction set.</param>
    /// <param name="wanted">What the operator has decided.</param>
    public static GraphDecision Of(IReadOnlyList<GraphTiming> timings, GraphTarget preferred, GraphWish wanted)
    {
        var target = wanted.Target ?? preferred;
        var usual = new GraphDecision(target, wanted.Batch ?? UsualBatch, wanted.Target is null ? "by instruction set" : "as configured");

        // A batch size that was not measured is judged by the nearest that was.
        var batches = timings.Select(timing => timing.Batch).Distinct().ToList();
        int? judged = wanted.Batch is { } batch && batches.Count > 0 ? batches.MinBy(measured => Math.Abs(measured - batch)) : null;
        var targets = timings
            .Where(timing => (wanted.Target ?? timing.Target) == timing.Target && (judged ?? timing.Batch) == timing.Batch)
            .GroupBy(timing => timing.Target)
            .ToDictionary(group => group.Key, group => BestOf([.. group], judged ?? UsualBatch));
        if (!targets.TryGetValue(target, out var expected))
        {
            return usual;
        }

        var best = targets.Values.Select(pair => pair.Best).Aggregate(expected.Best, Better);
        return best == expected.Usual
            ? usual with { Reason = string.Create(CultureInfo.InvariantCulture, $"{usual.Reason}; {best.MillisecondsPerImage:F2} ms an image, and nothing measured is {LeastGain:P0} faster") }
            : new(best.Target, wanted.Batch ?? best.Batch, string.Create(
                CultureInfo.InvariantCulture,
                $"measured {best.MillisecondsPerImage:F2} ms an image against {expected.Usual.MillisecondsPerImage:F2} with {expected.Usual.Target.Word()} and batch {expected.Usual.Batch}"));
    }

    /// <summary>The timing of the usual batch size, and the one to take of a graph.</summary>
    private static (GraphTiming Usual, GraphTiming Best) BestOf(List<GraphTiming> timings, int batch)
    {
        var usual = timings.Find(timing => timing.Batch == batch) ?? timings[0];
        return (usual, timings.Aggregate(usual, Better));
    }

    /// <summary>The first, unless the second is clearly better.</summary>
    private static GraphTiming Better(GraphTiming first, GraphTiming second) =>
        second.MillisecondsPerImage <= (1 - LeastGain) * first.MillisecondsPerImage ? second : first;
}
