using GhostNet.Distributed.Models.Checkpoints;

namespace GhostNet.Distributed.Models.Ghost;

/// <summary>Weights of an untrained network, for latency studies and tests: the time a network takes does not depend on what it has learnt.</summary>
public static class RandomWeights
{
    /// <summary>
    /// Kaiming-uniform weights, ±√(6 / fan-in); normalisations that change nothing; biases 0. A seed makes the same weights on every machine: uniform numbers
    /// and a square root are exact everywhere, which the logarithms and cosines of normal numbers are not.
    /// </summary>
    public static StateDictionary For(GhostNetSpecification specification, int seed)
    {
        var random = new Random(seed);
        return new(specification.Tensors().Select(t => new WeightTensor(t.Name, t.Shape, Values(t, random))).ToList());
    }

    private static float[] Values(TensorSpecification tensor, Random random)
    {
        var values = new float[tensor.Shape.Aggregate(1, (n, d) => n * d)];
        if (tensor.Shape.Length > 1)
        {
            var bound = Math.Sqrt(6.0 / (values.Length / tensor.Shape[0]));
            foreach (ref var value in values.AsSpan())
            {
                value = (float)(((2 * random.NextDouble()) - 1) * bound);
            }
        }
        else if (!tensor.Name.EndsWith(".running_mean", StringComparison.Ordinal) && !tensor.Name.EndsWith(".bias", StringComparison.Ordinal))
        {
            values.AsSpan().Fill(1);
        }

        return values;
    }
}
