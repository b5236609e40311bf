using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace GhostNet.Distributed.Runtime.Hosting;

/// <summary>This node's labels: the silo's metadata, and the architecture that the process runs as, whatever anybody says.</summary>
internal sealed class NodeLabels(IOptions<SiloMetadata> metadata)
{
    /// <summary>The architecture: <c>x64</c>, <c>arm64</c>.</summary>
    public static string Architecture { get; } = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>The labels by key.</summary>
    public ImmutableSortedDictionary<string, string> All { get; } =
        metadata.Value.Metadata.ToImmutableSortedDictionary(StringComparer.Ordinal).SetItem("arch", Architecture);

    /// <summary>The labels as a <see cref="NodeSelector"/> writes them.</summary>
    public override string ToString() => string.Join(',', All.Select(label => $"{label.Key}={label.Value}"));
}
