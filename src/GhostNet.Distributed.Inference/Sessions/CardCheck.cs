using GhostNet.Distributed.Models.Cards;

namespace GhostNet.Distributed.Inference.Sessions;

/// <summary>Holds a card against its graph.</summary>
internal static class CardCheck
{
    /// <summary>Every difference, as a clause; none when the card fits.</summary>
    public static List<string> Differences(GraphSignature graph, ModelCard card)
    {
        List<string> differences = [];
        Compare("input", graph.InputName, card.Input.Name);
        Compare("input elements", graph.Element, card.Input.Element);
        Compare("input layout", graph.Layout, card.Input.Layout);

        // A card may narrow what the graph leaves open, never the other way round.
        if (graph.Batch is { } batch && card.Input.FixedBatch != batch)
        {
            differences.Add($"the card's batch is {(card.Input.FixedBatch is { } cardBatch ? $"{cardBatch}" : "any")}, the graph's {batch}");
        }

        if (graph.Size is { } size && card.Recipe.Crop != size)
        {
            differences.Add($"the recipe's crop is {card.Recipe.Crop} pixels, the graph's input {size}");
        }

        Compare("output", graph.OutputName, card.Output.Name);
        Compare("output width", graph.Width, card.Output.Width);
        if (card.Output.FirstClass < 0 || card.Output.FirstClass >= card.Output.Width)
        {
            differences.Add($"the card's first class is column {card.Output.FirstClass}, outside its {card.Output.Width} columns");
        }

        return differences;

        void Compare<T>(string what, T found, T expected)
        {
            if (!EqualityComparer<T>.Default.Equals(found, expected))
            {
                differences.Add($"the card's {what} is {expected}, the graph's {found}");
            }
        }
    }
}
