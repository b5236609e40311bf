namespace GhostNet.Distributed.Models.Checkpoints;

/// <summary>What wrappers add to the names of tensors, and which tensors are no weights.</summary>
internal static class TensorNames
{
    // DataParallel and DistributedDataParallel prepend the first, torch.compile the second.
    private static readonly string[] Wrappers = ["module.", "_orig_mod."];

    /// <summary>Number of characters of the wrappers' prefixes that all names share.</summary>
    public static int WrapperLength(IReadOnlyCollection<string> names)
    {
        var length = 0;
        while (names.Count > 0 && Wrappers.FirstOrDefault(w => names.All(n => n.AsSpan(length).StartsWith(w))) is { } wrapper)
        {
            length += wrapper.Length;
        }

        return length;
    }

    /// <summary>True for the counter that a batch normalisation keeps while it is trained.</summary>
    public static bool IsCounter(string name) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal);
}
