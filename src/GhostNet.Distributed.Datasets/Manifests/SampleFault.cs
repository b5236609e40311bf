using GhostNet.Distributed.Datasets.Stores;

namespace GhostNet.Distributed.Datasets.Manifests;

/// <summary>What a sample must be to stand in a manifest; the writer and the reader hold it to the same.</summary>
internal static class SampleFault
{
    /// <summary>What is wrong with a sample behind another one; null when nothing is.</summary>
    internal static string? Of(ManifestSample sample, string? before, int? classes) =>
        BlobName.Fault(sample.Path) is { } fault ? $"the path '{sample.Path}' is not usable: {fault}"
        : sample.Length < 0 ? $"'{sample.Path}' has the length {sample.Length}; expected 0 or more bytes"
        : sample.Label is { } label && (label < 0 || label >= (classes ?? int.MaxValue)) ? $"'{sample.Path}' has the label {label}; expected 0 to {(classes ?? int.MaxValue) - 1}"
        : SourceFault(sample) is { } source ? source
        : before is null ? null
        : Utf8Order.Comparer.Compare(before, sample.Path) switch
        {
            0 => $"'{sample.Path}' is there twice",
            > 0 => $"'{sample.Path}' comes behind '{before}'; expected the order of the paths' UTF-8 bytes",
            _ => null,
        };

    private static string? SourceFault(ManifestSample sample) =>
        sample.Shard is null != sample.Offset is null ? $"'{sample.Path}' has {(sample.Shard is null ? "an offset without a shard" : "a shard without an offset")}; expected both or neither"
        : sample.Offset is { } offset && (offset < 0 || offset > long.MaxValue - sample.Length) ? $"'{sample.Path}' has the offset {offset}; expected 0 or more"
        : sample.Shard is { } shard && BlobName.Fault(shard) is { } fault ? $"the shard '{shard}' of '{sample.Path}' is not usable: {fault}"
        : sample.ETag is { } tag && (tag.Length is 0 or > 256 || tag.Any(char.IsControl)) ? $"'{sample.Path}' has an unusable ETag; expected 1 to 256 characters without control characters"
        : null;
}
