namespace GhostNet.Distributed.Fuzzing.Running;

/// <summary>What a parser did that it must not do.</summary>
internal enum FuzzFault
{
    /// <summary>It threw what it does not declare.</summary>
    Crash,

    /// <summary>It did not come back.</summary>
    Hang,

    /// <summary>It came back too late, every time it was asked.</summary>
    Slow,

    /// <summary>It allocated more than an input of that length may make it.</summary>
    Memory,
}

/// <summary>A finding, with all that is needed to see it again.</summary>
/// <param name="Fault">The kind.</param>
/// <param name="Index">Number of the input; with the seed and the target it is made again.</param>
/// <param name="Input">The input.</param>
/// <param name="Detail">What was seen.</param>
internal sealed record FuzzFinding(FuzzFault Fault, long Index, byte[] Input, string Detail);
