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
        var eligible = timings.Where(timing => (wanted.Target ?? timing.Target) == timing.Target && (judged ?? timing.Batch) == timing.Batch).ToList();
        var expected = eligible.Find(timing => timing.Target == target && timing.Batch == (judged ?? UsualBatch));
        if (expected is null || eligible.MinBy(timing => timing.MillisecondsPerImage) is not { } best)
        {
            return usual;
        }

        var gain = 1 - (best.MillisecondsPerImage / expected.MillisecondsPerImage);
        return gain < LeastGain
            ? usual with { Reason = string.Create(CultureInfo.InvariantCulture, $"{usual.Reason}; {expected.MillisecondsPerImage:F2} ms an image, and nothing measured is {LeastGain:P0} faster") }
            : new(best.Target, wanted.Batch ?? best.Batch, string.Create(
                CultureInfo.InvariantCulture, $"measured {best.MillisecondsPerImage:F2} ms an image against {expected.MillisecondsPerImage:F2} with {target.Word()} and batch {expected.Batch}"));
    }
}
