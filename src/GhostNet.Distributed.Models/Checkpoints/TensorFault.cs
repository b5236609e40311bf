namespace GhostNet.Distributed.Models.Checkpoints;

/// <summary>What is wrong with a tensor of a checkpoint that was to fill a network.</summary>
public enum TensorFaultKind
{
    /// <summary>The network has it, the checkpoint does not.</summary>
    Missing,

    /// <summary>The checkpoint has it, the network does not.</summary>
    Surplus,

    /// <summary>The shapes differ.</summary>
    Misshapen,

    /// <summary>A value is infinite, not a number, or a negative variance.</summary>
    UnusableValue,
}

/// <summary>One fault of one tensor, with what was expected and what was found.</summary>
public sealed record TensorFault(string Name, TensorFaultKind Kind, string Expected, string Found)
{
    /// <summary>Such as <c>misshapen: classifier.bias, expected [10], found [1000]</c>.</summary>
    public override string ToString() => Kind switch
    {
        TensorFaultKind.Missing => $"missing: {Name}, expected {Expected}",
        TensorFaultKind.Surplus => $"surplus: {Name}, found {Found}",
        TensorFaultKind.Misshapen => $"misshapen: {Name}, expected {Expected}, found {Found}",
        _ => $"unusable value: {Name}, expected {Expected}, found {Found}",
    };
}
