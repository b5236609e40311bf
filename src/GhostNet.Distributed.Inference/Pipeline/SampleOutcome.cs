using System.Diagnostics.CodeAnalysis;
using GhostNet.Distributed.Inference.Decoding;

namespace GhostNet.Distributed.Inference.Pipeline;

/// <summary>What became of one sample: either a prediction or a fault.</summary>
public sealed class SampleOutcome
{
    /// <summary>A sample that was predicted.</summary>
    public SampleOutcome(Prediction prediction, SampleTimings timings) => (Prediction, Timings) = (prediction, timings);

    /// <summary>A sample without a prediction.</summary>
    public SampleOutcome(ImageFault fault, SampleTimings timings) => (Fault, Timings) = (fault, timings);

    /// <summary>True when there is a prediction.</summary>
    [MemberNotNullWhen(true, nameof(Prediction))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsPredicted => Prediction is not null;

    /// <summary>The prediction; null when there is a fault.</summary>
    public Prediction? Prediction { get; }

    /// <summary>Why there is no prediction; null when there is one.</summary>
    public ImageFault? Fault { get; }

    /// <summary>Where the time went.</summary>
    public SampleTimings Timings { get; }
}
