using GhostNet.Distributed.Fuzzing.Mutation;
using GhostNet.Distributed.Fuzzing.Running;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Fuzzing.Targets;

/// <summary>A recipe, in a file or in a job's spec. Text comes from files as .NET reads them, with U+FFFD for what is no UTF-8.</summary>
internal sealed class RecipeTarget() : FuzzTarget("recipe", FormatKind.Json, Texts.Utf8(
    """{"resize":256,"crop":224,"interpolation":"Bilinear","mean":[0.485,0.456,0.406],"std":[0.229,0.224,0.225]}""", """{"crop":128,"interpolation":"lanczos","std":[1,1e-3,0.5]}""", "{}"))
{
    /// <inheritdoc/>
    public override bool Accepts(byte[] input)
    {
        try
        {
            var recipe = Recipe.Parse(System.Text.Encoding.UTF8.GetString(input));
            return Recipe.Parse(recipe.ToJson()) == recipe && recipe.Digest().Length == 64 ? true : throw new InvalidOperationException("The recipe reads otherwise than it was written.");
        }
        catch (InvalidRecipeException)
        {
            return false;
        }
    }
}
