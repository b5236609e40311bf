using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GhostNet.Distributed.Models.Json;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Models.Cards;

/// <summary>Cards as text.</summary>
public static class ModelCardText
{
    /// <summary>Longest text that is read, in bytes: ten times the card of a model with 21,000 labelled classes.</summary>
    public const int MaxBytes = 16 << 20;

    // Class names keep their accents instead of becoming \u escapes: a card is never part of a web page.
    private static readonly ModelCardJson Serializer =
        new(new JsonSerializerOptions(ModelCardJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The card as indented JSON with a final line feed; the same on every machine and under every culture.</summary>
    /// <exception cref="InvalidModelCardException">The card is not usable; all faults are told at once.</exception>
    public static string ToJson(this ModelCard card)
    {
        card.Validate();
        return JsonSerializer.Serialize(card, Serializer.ModelCard) + "\n";
    }

    /// <summary>Reads a card and checks it.</summary>
    /// <exception cref="InvalidModelCardException">The text is longer than <see cref="MaxBytes"/>, not JSON, names an unknown member, or holds values out of
    /// range.</exception>
    public static ModelCard Parse(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxBytes)
        {
            throw new InvalidModelCardException($"The model card has {json.Length} bytes; at most {MaxBytes} are read.");
        }

        ModelCard? card;
        try
        {
            card = JsonDefaults.Read(json, Defaults(), Serializer.ModelCard);
        }
        catch (JsonException e)
        {
            throw new InvalidModelCardException($"The model card is not readable: {e.Message}", e);
        }

        if (card is null)
        {
            throw new InvalidModelCardException("The model card is the JSON value null; expected an object.");
        }

        card.Validate();
        return card;
    }

    /// <summary>What a card means where it is silent; required members have no place here.</summary>
    private static JsonObject Defaults() => new()
    {
        ["schemaVersion"] = 1,
        ["recipe"] = Recipe.Defaults(),
        ["input"] = new JsonObject { ["element"] = nameof(InputElement.Float32), ["layout"] = nameof(InputLayout.Nchw) },
        ["output"] = new JsonObject { ["firstClass"] = 0, ["value"] = nameof(OutputValue.Logit) },
        ["labels"] = new JsonArray(),
    };
}
