using System.Text.Encodings.Web;
using System.Text.Json;

namespace GhostNet.Distributed.Models.Cards;

/// <summary>Cards as text.</summary>
public static class ModelCardText
{
    /// <summary>Longest text that is read, in bytes: ten times the card of a model with 21,000 labelled classes.</summary>
    public const int MaxBytes = 16 << 20;

    // Class names keep their accents instead of becoming \u escapes: a card is never part of a web page.
    private static readonly ModelCardJson Json = new(new JsonSerializerOptions(ModelCardJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The card as indented JSON with a final line feed; the same on every machine and under every culture.</summary>
    /// <exception cref="InvalidModelCardException">The card is not usable; all faults are told at once.</exception>
    public static string ToJson(this ModelCard card)
    {
        card.Validate();
        return JsonSerializer.Serialize(card, Json.ModelCard) + "\n";
    }

    /// <summary>Reads a card and checks it.</summary>
    /// <exception cref="InvalidModelCardException">The text is longer than <see cref="MaxBytes"/>, not JSON, names an unknown member, or holds values out of range.</exception>
    public static ModelCard Parse(ReadOnlySpan<byte> json)
    {
        if (json.Length > MaxBytes)
        {
            throw new InvalidModelCardException($"The model card has {json.Length} bytes; at most {MaxBytes} are read.");
        }

        ModelCard? card;
        try
        {
            card = JsonSerializer.Deserialize(json, Json.ModelCard);
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
}
