namespace GhostNet.Distributed.Fuzzing.Running;

/// <summary>How a target is run.</summary>
internal sealed record FuzzOptions
{
    /// <summary>Number of inputs.</summary>
    public required long Inputs { get; init; }

    /// <summary>The same seed makes the same inputs, on every machine.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Number of the first input, so that a long run can be done in parts.</summary>
    public long First { get; init; }

    /// <summary>How long the target is run at most; it ends with the inputs that it was given until then.</summary>
    public TimeSpan AtMost { get; init; } = TimeSpan.MaxValue;

    /// <summary>How long an input may take on the wall clock before it is a hang. Long, since other programs may have the processor.</summary>
    public TimeSpan HangAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much processor time an input may take.</summary>
    public TimeSpan SlowAfter { get; init; } = TimeSpan.FromMilliseconds(500);
}
