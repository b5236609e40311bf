namespace GhostNet.Distributed;

/// <summary>Why a sample has no prediction.</summary>
/// <param name="Kind">The kind, part of the predictions digest.</param>
/// <param name="Detail">What was found, for a person; not part of the digest.</param>
[GenerateSerializer, Immutable, Alias("ghostnet.Failure")]
public sealed record Failure([property: Id(0)] FailureKind Kind, [property: Id(1)] string Detail);

/// <summary>The kinds of failure. The words are part of the predictions digest: never rename one.</summary>
[GenerateSerializer, Alias("ghostnet.FailureKind")]
public enum FailureKind
{
    /// <summary>The file is not there.</summary>
    Missing,

    /// <summary>The file is there and the store would not give it.</summary>
    Unreadable,

    /// <summary>The file is not the one that was indexed: its length differs from the manifest's.</summary>
    Changed,

    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>The content is of no known image format.</summary>
    NotAnImage,

    /// <summary>The image ends before its last row.</summary>
    Truncated,

    /// <summary>The decoder refused the content.</summary>
    Damaged,

    /// <summary>The image is larger than the limit on pixels or bytes; nothing was allocated for it.</summary>
    TooLarge,

    /// <summary>The job compares labels and the sample has none.</summary>
    Unlabelled,

    /// <summary>The model's output holds NaN or infinity.</summary>
    NonFiniteOutput,

    /// <summary>The model refused the sample at run time.</summary>
    InferenceError,

    /// <summary>Decoding, resizing and inference took longer than the job's time limit for a sample.</summary>
    TimedOut,

    /// <summary>The worker's process died whenever it worked on this sample.</summary>
    CrashedWorker,
}
