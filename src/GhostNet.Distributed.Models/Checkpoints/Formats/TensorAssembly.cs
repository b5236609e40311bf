using GhostNet.Distributed.Models.Checkpoints.Pickles;

namespace GhostNet.Distributed.Models.Checkpoints.Formats;

/// <summary>Makes a state dictionary of what a pickle described and the storages it refers to.</summary>
internal static class TensorAssembly
{
    public const string IntegerAdvice = "Weights are read as F32, F16, BF16 or F64; a quantised checkpoint cannot be imported, save the network before its quantisation.";

    /// <summary>
    /// Bound on the floats that one file may become, 1 GiB. Many tensors may share one storage, so the file's length alone does not bound them.
    /// </summary>
    private const long MaxElements = 1L << 28;

    public static StateDictionary Assemble(CheckpointSource source, string place, PickleDictionary section, Func<StorageReference, ReadOnlyMemory<byte>> read)
    {
        var tensors = new OrderedDictionary<string, PickledTensor>(StringComparer.Ordinal);
        foreach (var (key, value) in section.Items)
        {
            if (key is string name && value is PickledTensor tensor)
            {
                tensors[name] = tensor;
            }
        }

        var prefix = TensorNames.WrapperLength(tensors.Keys);
        var weights = new List<WeightTensor>(tensors.Count);
        var elements = 0L;
        foreach (var (name, tensor) in tensors)
        {
            if (!tensor.Storage.Element.IsFloat())
            {
                if (TensorNames.IsCounter(name))
                {
                    continue;
                }

                throw source.Fault($"tensor {name} holds integers", place, IntegerAdvice);
            }

            // The storage first: its length is then known to be real, and bounds the layout.
            var storage = read(tensor.Storage);
            var layout = TensorLayout.TryCreate(tensor.Offset, tensor.Shape, tensor.Strides, tensor.Storage.Count, out var fault)
                ?? throw source.Fault($"tensor {name} does not fit its storage: {fault}", place);
            elements += layout.Count;
            if (elements > MaxElements)
            {
                throw source.Fault(
                    $"its tensors have more than {MaxElements} elements",
                    place,
                    "Save the weights alone, each tensor with a storage of its own.");
            }

            weights.Add(new(name[prefix..], layout.Shape, layout.Gather(tensor.Storage.Element, storage.Span)));
        }

        return new(weights);
    }
}
