using System.Collections.Immutable;

namespace GhostNet.Distributed.Models.Onnx.Layouts;

/// <summary>A feature map in parts, all of the same height and width.</summary>
/// <param name="Size">Height and width in pixels.</param>
/// <param name="Parts">Its tensors.</param>
internal sealed record FeatureMap(int Size, ImmutableArray<FeaturePart> Parts)
{
    /// <summary>Channels of all tensors together, padding included.</summary>
    public int Slots => Parts.Sum(part => part.Slots.Count);

    /// <summary>The same parts, with something done to each.</summary>
    public FeatureMap Select(int size, Func<FeaturePart, string> map) => new(size, [.. Parts.Select(part => part with { Value = map(part) })]);
}

/// <summary>A tensor of a feature map: its name in the graph, and which channels it holds.</summary>
internal sealed record FeaturePart(string Value, ChannelSlots Slots);
