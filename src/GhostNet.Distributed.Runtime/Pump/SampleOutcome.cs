using GhostNet.Distributed.Datasets.Manifests;

namespace GhostNet.Distributed.Runtime.Pump;

/// <summary>What became of one sample, and where its time went.</summary>
internal readonly record struct SampleOutcome(Prediction Prediction, StageTimes Stages)
{
    /// <summary>A sample without a prediction.</summary>
    public static SampleOutcome Failed(ManifestSample sample, Failure failure, StageTimes stages) =>
        new(new Prediction { Sample = sample.Path, Label = sample.Label, Failure = failure }, stages);
}
