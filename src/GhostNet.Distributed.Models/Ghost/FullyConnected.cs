using System.Collections.Immutable;

namespace GhostNet.Distributed.Models.Ghost;

/// <summary>A fully connected layer with bias: weight output × input.</summary>
public sealed record FullyConnected(string Name, int Input, int Output)
{
    /// <summary>Shape of the weight: output × input.</summary>
    public ImmutableArray<int> WeightShape => [Output, Input];

    /// <summary>Learnable parameters, bias included.</summary>
    public long Parameters => ((long)Output * Input) + Output;

    /// <summary>Multiply-adds of one image.</summary>
    public long MultiplyAdds => (long)Output * Input;

    /// <summary>The tensors of the checkpoint that belong to this layer.</summary>
    public IEnumerable<TensorSpecification> Tensors() => [new(Name + ".weight", WeightShape), new(Name + ".bias", [Output])];
}
