using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Cli.Runs;

/// <summary>A recipe that a person wrote into a file.</summary>
internal static class RecipeFile
{
    /// <summary>Reads a recipe; null when no file is given.</summary>
    /// <exception cref="InvalidRecipeException">It cannot be used; the message names the file.</exception>
    public static async Task<Recipe?> ReadAsync(string? path, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return null;
        }

        GivenPaths.RequireFile(path, "recipe");
        try
        {
            return Recipe.Parse(await File.ReadAllTextAsync(path, cancellationToken));
        }
        catch (InvalidRecipeException e)
        {
            throw new InvalidRecipeException($"{path}: {e.Message}", e);
        }
    }
}
