using System.Collections.Immutable;
using System.Globalization;
using GhostNet.Distributed.Models.Checkpoints;

namespace GhostNet.Distributed.Models.Ghost;

/// <summary>Holds a state dictionary against a specification.</summary>
public static class CheckpointBinding
{
    /// <summary>
    /// Checks that the weights are exactly the tensors of the network, finite and with no negative variance. Counters (<c>num_batches_tracked</c>) are
    /// ignored.
    /// </summary>
    /// <exception cref="CheckpointMismatchException">They are not; all faults are told at once, with what the checkpoint seems to be.</exception>
    public static void Verify(GhostNetSpecification specification, StateDictionary weights)
    {
        var faults = ImmutableArray.CreateBuilder<TensorFault>();
        var expected = specification.Tensors().ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var tensor in specification.Tensors())
        {
            if (Fault(tensor, weights) is { } fault)
            {
                faults.Add(fault);
            }
        }

        faults.AddRange(weights
            .Where(t => !expected.ContainsKey(t.Name) && !TensorNames.IsCounter(t.Name))
            .Select(t => new TensorFault(t.Name, TensorFaultKind.Surplus, "nothing", WeightTensor.Describe(t.Shape))));
        if (faults.Count > 0)
        {
            throw new CheckpointMismatchException(specification.ToString(), faults.ToImmutable(), Hint(specification, weights, expected));
        }
    }

    private static TensorFault? Fault(TensorSpecification expected, StateDictionary weights)
    {
        var shape = WeightTensor.Describe(expected.Shape);
        if (!weights.TryGet(expected.Name, out var found))
        {
            return new(expected.Name, TensorFaultKind.Missing, shape, "nothing");
        }

        if (!found.Shape.AsSpan().SequenceEqual(expected.Shape.AsSpan()))
        {
            return new(expected.Name, TensorFaultKind.Misshapen, shape, WeightTensor.Describe(found.Shape));
        }

        var isVariance = expected.Name.EndsWith(".running_var", StringComparison.Ordinal);
        var values = found.Values.Span;
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]) || (isVariance && values[i] < 0))
            {
                var wanted = isVariance ? "finite values, none negative" : "finite values";
                return new(expected.Name, TensorFaultKind.UnusableValue, wanted, string.Create(CultureInfo.InvariantCulture, $"{values[i]} at element {i}"));
            }
        }

        return null;
    }

    private static string? Hint(GhostNetSpecification specification, StateDictionary weights, Dictionary<string, TensorSpecification> expected)
    {
        if (GhostNetSpecification.InferFrom(weights) is { } inferred)
        {
            return inferred == specification ? null : $"It fits {inferred}.";
        }

        return weights.Any(t => expected.ContainsKey(t.Name)) ? null : "None of its names is GhostNet's: it is a checkpoint of another network.";
    }
}
