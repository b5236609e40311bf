using System.Collections.Immutable;

namespace GhostNet.Distributed.Models.Checkpoints;

/// <summary>A named tensor of a checkpoint: its shape and its values as 32-bit floats in row-major order, whatever the file stored them as.</summary>
public sealed class WeightTensor
{
    /// <summary>Makes a tensor of the given values.</summary>
    /// <exception cref="ArgumentException">The number of values is not the product of the shape.</exception>
    public WeightTensor(string name, ImmutableArray<int> shape, ReadOnlyMemory<float> values)
    {
        if (shape.Any(d => d < 0) || shape.Aggregate(1L, (n, d) => checked(n * d)) != values.Length)
        {
            throw new ArgumentException($"{name} has {values.Length} values; its shape is {Describe(shape)}.", nameof(values));
        }

        (Name, Shape, Values) = (name, shape, values);
    }

    /// <summary>Name in the state dictionary, such as <c>blocks.0.0.ghost1.primary_conv.0.weight</c>.</summary>
    public string Name { get; }

    /// <summary>Length of every axis; empty for a scalar.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>The values, row-major.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>The name and shape, such as <c>bn1.weight [16]</c>.</summary>
    public override string ToString() => $"{Name} {Describe(Shape)}";

    internal static string Describe(ImmutableArray<int> shape) => $"[{string.Join(", ", shape)}]";
}
