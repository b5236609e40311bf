namespace GhostNet.Distributed.Models.Checkpoints.Pickles;

/// <summary>Builds tensors, storages and dictionaries from the arguments a pickle gives.</summary>
internal sealed class PickleConstruction(Func<string, CheckpointException> fault)
{
    private readonly Dictionary<string, StorageReference> storages = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, StorageReference> Storages => storages;

    /// <summary>What Python's call <c>callable(*arguments)</c> makes.</summary>
    public object? Call(object? callable, object? arguments)
    {
        if (callable is not PickleGlobal global || arguments is not object?[] list)
        {
            throw fault("its pickle calls something that cannot be called");
        }

        return global.Kind switch
        {
            // With arguments it would copy them, and a short pickle could do so without end; PyTorch fills the empty one.
            PickleGlobalKind.OrderedDictionary when list.Length == 0 => new PickleDictionary(),
            PickleGlobalKind.RebuildTensor when list.Length == 4 => Tensor(list),
            // Storage, offset, shape, strides; then requires_grad, hooks and, in newer files, metadata, none of which inference needs.
            PickleGlobalKind.RebuildTensorV2 when list.Length is 6 or 7 => Tensor(list),
            PickleGlobalKind.RebuildParameter when list is [PickledTensor tensor, ..] => tensor,
            PickleGlobalKind.Size when list is [object?[] axes] => axes,
            _ => throw fault($"its pickle makes a {global.Kind} from {list.Length} arguments of the wrong kind"),
        };
    }

    /// <summary>The storage that a persistent id names: ('storage', type, key, device, elements[, view]).</summary>
    public StorageReference Storage(object? persistentId)
    {
        if (persistentId is not object?[] { Length: 5 or 6 } parts
            || parts is not ["storage", PickleGlobal { Kind: PickleGlobalKind.Storage } type, string key, string, long count, ..]
            || count < 0
            || (parts.Length == 6 && parts[5] is not null))
        {
            throw fault("its pickle names something outside that is no plain storage");
        }

        var reference = new StorageReference(key, type.Element, count);
        if (storages.TryGetValue(key, out var known) && known != reference)
        {
            throw fault($"its pickle names storage {key} as {known.Count} × {known.Element} and as {count} × {type.Element}");
        }

        return storages[key] = reference;
    }

    private PickledTensor Tensor(object?[] arguments) => arguments is [StorageReference storage, long offset, object?[] shape, object?[] strides, ..]
        ? new(storage, offset, Integers(shape), Integers(strides))
        : throw fault("its pickle describes a tensor by something other than storage, offset, shape and strides");

    private long[] Integers(object?[] items) => items.Length > TensorLayout.MaxAxes
        ? throw fault($"its pickle gives a tensor {items.Length} axes; at most {TensorLayout.MaxAxes} are read")
        : [.. items.Select(i => i is long value ? value : throw fault("its pickle gives a tensor an axis that is no integer"))];
}
