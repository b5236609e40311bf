using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GhostNet.Distributed.Models.Json;

namespace GhostNet.Distributed.Models.Recipes;

/// <summary>
/// How an image becomes the model's input: the short side resized to <see cref="Resize"/>, a centre crop of <see cref="Crop"/> × <see cref="Crop"/>,
/// and (value / 255 − mean) / std per RGB channel. Part of a result's identity: the same weights with another recipe are another number.
/// </summary>
/// <remarks>
/// The meaning is torchvision's <c>Resize(Resize, antialias)</c> + <c>CenterCrop(Crop)</c> + <c>Normalize(Mean, Std)</c> over Pillow pixels, bit for bit up
/// to the normalisation.
/// </remarks>
public sealed record Recipe
{
    /// <summary>ImageNet's usual recipe: 256 bilinear, crop 224, ImageNet mean and standard deviation.</summary>
    public static Recipe ImageNet { get; } = new();

    /// <summary>Length of the short side after the resize, in pixels; 256 by default.</summary>
    public int Resize { get; init; } = 256;

    /// <summary>Side of the square centre crop, in pixels; the model's input height and width; 224 by default.</summary>
    public int Crop { get; init; } = 224;

    /// <summary>The resampling filter; bilinear (antialiased, as Pillow does it) by default.</summary>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>Mean per channel (R, G, B), in units of 0…1.</summary>
    public ImmutableArray<float> Mean { get; init; } = [0.485f, 0.456f, 0.406f];

    /// <summary>Standard deviation per channel (R, G, B), in units of 0…1; never 0.</summary>
    public ImmutableArray<float> Std { get; init; } = [0.229f, 0.224f, 0.225f];

    /// <summary>The usual evaluation recipe for a square input: resize to the input's side × 256 / 224, rounded half to even.</summary>
    public static Recipe ForInputSize(int pixels) => new() { Resize = (int)Math.Round(pixels * 256.0 / 224.0, MidpointRounding.ToEven), Crop = pixels };

    /// <summary>SHA-256 of the canonical JSON, in lower-case hexadecimal.</summary>
    public string Digest() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, RecipeJson.Default.Recipe)));

    /// <summary>The canonical JSON: every property, in declaration order, without white space.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RecipeJson.Default.Recipe);

    /// <summary>Reads a recipe; properties that are left out keep the ImageNet value.</summary>
    /// <exception cref="InvalidRecipeException">The text is not JSON, names an unknown property or holds a value out of range; all faults are told at
    /// once.</exception>
    public static Recipe Parse(string json)
    {
        Recipe? recipe;
        try
        {
            recipe = JsonDefaults.Read(Encoding.UTF8.GetBytes(json), Defaults(), RecipeJson.Default.Recipe);
        }
        catch (JsonException e)
        {
            throw new InvalidRecipeException($"The recipe is not readable: {e.Message}", e);
        }

        if (recipe is null)
        {
            throw new InvalidRecipeException("The recipe is the JSON value null; expected an object such as {\"resize\":256,\"crop\":224}.");
        }

        recipe.Validate();
        return recipe;
    }

    /// <summary>Checks every range.</summary>
    /// <exception cref="InvalidRecipeException">A value is out of range; all faults are told at once.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (Crop is < 1 or > MaxSide)
        {
            faults.Add($"crop is {Crop}; expected 1 to {MaxSide} pixels");
        }

        if (Resize is < 1 or > MaxSide)
        {
            faults.Add($"resize is {Resize}; expected 1 to {MaxSide} pixels");
        }
        else if (Resize < Crop)
        {
            faults.Add($"resize is {Resize}, smaller than crop {Crop}; expected resize ≥ crop, so that the crop lies inside the image");
        }

        if (!Enum.IsDefined(Interpolation))
        {
            faults.Add($"interpolation is {Interpolation}; expected one of {string.Join(", ", Enum.GetNames<Interpolation>()).ToLowerInvariant()}");
        }

        if (Mean.IsDefault || Mean.Length != 3 || Mean.Any(m => !float.IsFinite(m)))
        {
            faults.Add("mean is not three finite numbers (R, G, B in units of 0…1)");
        }

        if (Std.IsDefault || Std.Length != 3 || Std.Any(s => !float.IsFinite(s) || s <= 0))
        {
            faults.Add("std is not three finite numbers above 0 (R, G, B in units of 0…1)");
        }

        if (faults.Count > 0)
        {
            throw new InvalidRecipeException($"The recipe is not usable: {string.Join("; ", faults)}.");
        }
    }

    /// <summary>Two recipes are equal when all their values are.</summary>
    public bool Equals(Recipe? other) => other is not null && ToJson() == other.ToJson();

    /// <inheritdoc/>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    /// <summary>What a text that leaves everything out means.</summary>
    internal static JsonObject Defaults() => JsonSerializer.SerializeToNode(ImageNet, RecipeJson.Default.Recipe)!.AsObject();

    private const int MaxSide = 8192;
}
