using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace GhostNet.Distributed.Models.Checkpoints;

/// <summary>The tensors of a checkpoint by name, in the order of the file.</summary>
public sealed class StateDictionary : IReadOnlyCollection<WeightTensor>
{
    private readonly OrderedDictionary<string, WeightTensor> tensors = new(StringComparer.Ordinal);

    /// <summary>Makes a dictionary of the given tensors.</summary>
    /// <exception cref="ArgumentException">Two tensors have one name.</exception>
    public StateDictionary(IEnumerable<WeightTensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            if (!this.tensors.TryAdd(tensor.Name, tensor))
            {
                throw new ArgumentException($"There are two tensors named {tensor.Name}.", nameof(tensors));
            }
        }
    }

    /// <summary>Number of tensors.</summary>
    public int Count => tensors.Count;

    /// <summary>The names, in the order of the file.</summary>
    public IEnumerable<string> Names => tensors.Keys;

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public WeightTensor this[string name] =>
        TryGet(name, out var tensor) ? tensor : throw new KeyNotFoundException($"The checkpoint holds no tensor named {name}.");

    /// <summary>The tensor of that name, if there is one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out WeightTensor? tensor) => tensors.TryGetValue(name, out tensor);

    /// <inheritdoc/>
    public IEnumerator<WeightTensor> GetEnumerator() => tensors.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
