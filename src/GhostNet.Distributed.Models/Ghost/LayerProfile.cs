namespace GhostNet.Distributed.Models.Ghost;

/// <summary>
/// What one layer costs. <see cref="Name"/> is its place in the checkpoint, <see cref="Operator"/> says what it does (<c>depthwise 3×3/2</c>),
/// <see cref="Parameters"/> are the learnable numbers of the layer and of the normalisation that follows it, <see cref="MultiplyAdds"/> those of one image.
/// </summary>
public sealed record LayerProfile(string Name, string Operator, FeatureShape Output, long Parameters, long MultiplyAdds);
