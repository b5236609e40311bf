using System.Collections.Immutable;
using GhostNet.Distributed.Inference.Sessions;
using GhostNet.Distributed.Models.Cards;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Cli.Runs;

/// <summary>An <c>.onnx</c> file with what is known of it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Card">The card beside it, or what the graph itself tells.</param>
/// <param name="Notes">What was assumed for want of a card.</param>
internal sealed record ModelFile(string Path, ModelCard Card, ImmutableArray<string> Notes)
{
    /// <summary>Opens a model and checks it against its card.</summary>
    /// <param name="path">The file.</param>
    /// <param name="recipe">Takes the place of the card's recipe.</param>
    /// <exception cref="CliException">There is no such file.</exception>
    public static ModelFile Open(string path, Recipe? recipe)
    {
        GivenPaths.RequireFile(path, "model");
        if (ModelCardFile.Find(path) is { } card)
        {
            card = recipe is null ? card : card with { Recipe = recipe };
            using var session = ModelSession.Load(path, card);
            return new ModelFile(path, card, []);
        }

        var described = ModelInspector.Describe(path, SafeName.From(System.IO.Path.GetFileNameWithoutExtension(path)), recipe);
        return new ModelFile(path, described.Card, [.. described.Notes.Select(note => $"{System.IO.Path.GetFileName(path)} has no card: {note}")]);
    }
}
