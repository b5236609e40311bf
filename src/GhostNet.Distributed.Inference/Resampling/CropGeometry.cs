using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Inference.Resampling;

/// <summary>Where the centre crop lies in the resized image, in pixels, by torchvision's rules.</summary>
/// <param name="ResizedWidth">Width after the resize.</param>
/// <param name="ResizedHeight">Height after the resize.</param>
/// <param name="Left">First column of the crop.</param>
/// <param name="Top">First row of the crop.</param>
/// <param name="Crop">Side of the crop.</param>
public readonly record struct CropGeometry(long ResizedWidth, long ResizedHeight, long Left, long Top, int Crop)
{
    /// <summary>
    /// The short side becomes <see cref="Recipe.Resize"/>, the long one <c>int(resize * long / short)</c> (torchvision's <c>_compute_resized_image_output_size</c>); the crop
    /// begins at <c>int(round((side - crop) / 2.0))</c>, rounding half to even (<c>center_crop</c>).
    /// </summary>
    public static CropGeometry For(int width, int height, Recipe recipe)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var (shortSide, longSide) = width <= height ? (width, height) : (height, width);
        var resizedLong = (long)((double)((long)recipe.Resize * longSide) / shortSide);
        var (resizedWidth, resizedHeight) = width <= height ? ((long)recipe.Resize, resizedLong) : (resizedLong, recipe.Resize);
        return new(resizedWidth, resizedHeight, Offset(resizedWidth), Offset(resizedHeight), recipe.Crop);

        long Offset(long side) => (long)Math.Round((side - recipe.Crop) / 2.0, MidpointRounding.ToEven);
    }
}
