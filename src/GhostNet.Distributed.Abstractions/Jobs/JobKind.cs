namespace GhostNet.Distributed;

/// <summary>What a job is for.</summary>
[GenerateSerializer, Alias("ghostnet.JobKind")]
public enum JobKind
{
    /// <summary>Predictions are compared with labels; a sample without a label is a failure.</summary>
    Evaluate,

    /// <summary>Images are only classified; labels are not needed and not compared.</summary>
    Predict,
}
