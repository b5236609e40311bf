using System.Collections.Immutable;

namespace GhostNet.Distributed.Models.Checkpoints;

/// <summary>A checkpoint whose tensors are not those of the network it was to fill. All faults are told at once.</summary>
public sealed class CheckpointMismatchException : Exception
{
    /// <summary>Makes the exception from its faults and, where there is one, a hint at what would fit.</summary>
    public CheckpointMismatchException(string network, ImmutableArray<TensorFault> faults, string? hint)
        : base(Describe(network, faults, hint)) => (Faults, Hint) = (faults, hint);

    /// <summary>Every fault: first the network's tensors in their order, then the surplus ones.</summary>
    public ImmutableArray<TensorFault> Faults { get; }

    /// <summary>What the checkpoint seems to be; null when nothing is known.</summary>
    public string? Hint { get; }

    // The summary and the hint come first: of a checkpoint of another network every tensor is a fault.
    private static string Describe(string network, ImmutableArray<TensorFault> faults, string? hint)
    {
        var counts = string.Join(", ", faults.GroupBy(f => f.Kind).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Word(g.Key)}"));
        return $"The checkpoint does not fit {network}: {counts}.{(hint is null ? "" : " " + hint)}\n{string.Join('\n', faults.Select(f => $"  {f}"))}";
    }

    private static string Word(TensorFaultKind kind) => kind switch
    {
        TensorFaultKind.Missing => "missing",
        TensorFaultKind.Surplus => "surplus",
        TensorFaultKind.Misshapen => "misshapen",
        _ => "with unusable values",
    };
}
