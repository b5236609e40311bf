namespace GhostNet.Distributed.Models.Checkpoints.Pickles;

/// <summary>The few Python names that a state dictionary is made of.</summary>
internal enum PickleGlobalKind
{
    OrderedDictionary,
    RebuildTensor,
    RebuildTensorV2,
    RebuildParameter,
    Size,
    Storage,
}

/// <summary>An allowed Python name; <see cref="Element"/> has a meaning for storages only.</summary>
internal sealed record PickleGlobal(PickleGlobalKind Kind, ElementType Element = default)
{
    /// <summary>What <c>module.name</c> stands for, or null when it is not allowed.</summary>
    public static PickleGlobal? Find(string module, string name) => (module, name) switch
    {
        ("collections", "OrderedDict") => new(PickleGlobalKind.OrderedDictionary),
        ("torch._utils", "_rebuild_tensor") => new(PickleGlobalKind.RebuildTensor),
        ("torch._utils", "_rebuild_tensor_v2") => new(PickleGlobalKind.RebuildTensorV2),
        ("torch._utils", "_rebuild_parameter") => new(PickleGlobalKind.RebuildParameter),
        ("torch", "Size") => new(PickleGlobalKind.Size),
        ("torch", "FloatStorage") => new(PickleGlobalKind.Storage, ElementType.Float32),
        ("torch", "HalfStorage") => new(PickleGlobalKind.Storage, ElementType.Float16),
        ("torch", "BFloat16Storage") => new(PickleGlobalKind.Storage, ElementType.BFloat16),
        ("torch", "DoubleStorage") => new(PickleGlobalKind.Storage, ElementType.Float64),
        ("torch", "LongStorage") => new(PickleGlobalKind.Storage, ElementType.Integer64),
        ("torch", "IntStorage") => new(PickleGlobalKind.Storage, ElementType.Integer32),
        ("torch", "ShortStorage") => new(PickleGlobalKind.Storage, ElementType.Integer16),
        ("torch", "CharStorage" or "ByteStorage" or "BoolStorage") => new(PickleGlobalKind.Storage, ElementType.Integer8),
        _ => null,
    };
}
