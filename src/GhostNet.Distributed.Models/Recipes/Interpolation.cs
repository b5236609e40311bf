namespace GhostNet.Distributed.Models.Recipes;

/// <summary>The resampling filters of Pillow, all antialiased when they shrink an image.</summary>
public enum Interpolation
{
    /// <summary>Triangle filter, support 1; torchvision's default.</summary>
    Bilinear,

    /// <summary>Cubic convolution with a = −0.5, support 2; timm's default for GhostNet.</summary>
    Bicubic,

    /// <summary>Windowed sinc, support 3.</summary>
    Lanczos,
}
