using System.Globalization;

namespace GhostNet.Distributed.Models.Ghost;

/// <summary>Shape of a feature map of one image: channels × height × width.</summary>
public readonly record struct FeatureShape(int Channels, int Height, int Width)
{
    /// <summary>Such as <c>16×112×112</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Channels}×{Height}×{Width}");
}
