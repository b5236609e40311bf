using System.Globalization;
using System.Text.RegularExpressions;
using GhostNet.Distributed.Models.Recipes;

namespace GhostNet.Distributed.Models.Cards;

/// <summary>The ranges of a card's values.</summary>
public static partial class ModelCardValidation
{
    private const int MaxNameLength = 128;
    private const int MaxTextLength = 1024;
    private const int MaxWidth = 1_000_000;

    /// <summary>Checks every value.</summary>
    /// <exception cref="InvalidModelCardException">A value is out of range; all faults are told at once.</exception>
    public static void Validate(this ModelCard card)
    {
        List<string> faults =
        [
            .. Identity(card), .. OfRecipe(card.Recipe), .. OfInput(card.Input), .. OfOutput(card.Output),
            .. OfLabels(card), .. OfArchitecture(card), .. OfWeights(card.Weights), .. OfVariants(card),
        ];
        if (faults.Count > 0)
        {
            throw new InvalidModelCardException($"The model card is not usable: {string.Join("; ", faults)}.");
        }
    }

    private static IEnumerable<string> Identity(ModelCard card)
    {
        if (card.SchemaVersion != 1)
        {
            yield return $"schemaVersion is {card.SchemaVersion}; expected 1";
        }

        if (!NamePattern().IsMatch(card.Name) || card.Name.Length > MaxNameLength)
        {
            yield return $"name is '{Short(card.Name)}'; expected letters, digits, dot, dash and underscore, a letter or digit first, at most {MaxNameLength} of them";
        }

        if (!DigestPattern().IsMatch(card.Digest))
        {
            yield return $"digest is '{Short(card.Digest)}'; expected a SHA-256 as 64 lower-case hexadecimal digits";
        }
    }

    private static IEnumerable<string> OfRecipe(Recipe recipe)
    {
        try
        {
            recipe.Validate();
            return [];
        }
        catch (InvalidRecipeException e)
        {
            return [e.Message.TrimEnd('.')];
        }
    }

    private static IEnumerable<string> OfInput(ModelInput input)
    {
        if (input.Name is "" or { Length: > MaxTextLength })
        {
            yield return $"input.name is '{Short(input.Name)}'; expected 1 to {MaxTextLength} characters";
        }

        if (!Enum.IsDefined(input.Element))
        {
            yield return $"input.element is {input.Element}; expected one of {Words<InputElement>()}";
        }

        if (!Enum.IsDefined(input.Layout))
        {
            yield return $"input.layout is {input.Layout}; expected one of {Words<InputLayout>()}";
        }

        if (input.FixedBatch is < 1)
        {
            yield return $"input.fixedBatch is {input.FixedBatch}; expected 1 or more, or null for any";
        }
    }

    private static IEnumerable<string> OfOutput(ModelOutput output)
    {
        if (output.Name is "" or { Length: > MaxTextLength })
        {
            yield return $"output.name is '{Short(output.Name)}'; expected 1 to {MaxTextLength} characters";
        }

        if (output.Width is < 1 or > MaxWidth)
        {
            yield return $"output.width is {output.Width}; expected 1 to {MaxWidth}";
        }
        else if (output.FirstClass < 0 || output.FirstClass >= output.Width)
        {
            yield return $"output.firstClass is {output.FirstClass}; expected 0 to {output.Width - 1}";
        }

        if (!Enum.IsDefined(output.Value))
        {
            yield return $"output.value is {output.Value}; expected one of {Words<OutputValue>()}";
        }
    }

    private static IEnumerable<string> OfLabels(ModelCard card)
    {
        if (card.Labels.IsDefault)
        {
            yield return "labels is not set; expected a list, which may be empty";
            yield break;
        }

        if (card.Labels.Length > 0 && card.Labels.Length != card.Output.Classes)
        {
            yield return $"there are {card.Labels.Length} labels for {card.Output.Classes} classes";
        }

        // JSON may hold null in a list whatever the annotations say.
        if (card.Labels.Any(l => l is null || l.Id.Length is 0 or > MaxTextLength || l.Name.Length > MaxTextLength))
        {
            yield return $"a label is null, has no id, or has one or a name longer than {MaxTextLength} characters";
        }
        else if (card.Labels.GroupBy(l => l.Id, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            yield return $"the label id {Short(twice.Key)} occurs {twice.Count()} times";
        }
    }

    private static IEnumerable<string> OfArchitecture(ModelCard card)
    {
        if (card.Architecture is not { } network)
        {
            yield break;
        }

        if (network.Family is "" || !double.IsFinite(network.Width) || network.Width <= 0
            || network.Ratio < 1 || network.CheapKernel < 1 || network.InputSize < 1 || network.Parameters < 0 || network.MultiplyAdds < 0)
        {
            yield return "architecture names no family, or holds a number that is not above 0";
        }

        if (network.Classes != card.Output.Classes)
        {
            yield return $"architecture.classes is {network.Classes}; the output has {card.Output.Classes}";
        }
    }

    private static IEnumerable<string> OfWeights(WeightsOrigin? weights)
    {
        if (weights is not null && !DigestPattern().IsMatch(weights.Digest))
        {
            yield return $"weights.digest is '{Short(weights.Digest)}'; expected a SHA-256 as 64 lower-case hexadecimal digits";
        }
    }

    private static IEnumerable<string> OfVariants(ModelCard card)
    {
        foreach (var variant in card.Variants ?? [])
        {
            // JSON may hold null in a list whatever the annotations say. The name is joined to the folder's path, so it must not lead out of it.
            if (variant is null || !WordPattern().IsMatch(variant.Target) || !DigestPattern().IsMatch(variant.Digest)
                || variant.File is "" or { Length: > MaxTextLength } || variant.File.AsSpan().ContainsAny('/', '\\', '\0') || variant.File is "." or "..")
            {
                yield return $"the variant '{Short(variant?.Target ?? "null")}' is null, or has no word as target, no bare name of a file or no SHA-256 in 64 lower-case hexadecimal digits";
            }
        }

        if ((card.Variants ?? []).Where(variant => variant is not null).GroupBy(variant => variant.Target, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            yield return $"there are {twice.Count()} variants for {Short(twice.Key)}";
        }
    }

    private static string Words<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>());

    private static string Short(string text) =>
        text.Length <= 80 ? text : string.Create(CultureInfo.InvariantCulture, $"{text[..80]}… ({text.Length} characters)");

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*\\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[a-z0-9]{1,32}\\z")]
    private static partial Regex WordPattern();

    [GeneratedRegex("^[0-9a-f]{64}\\z")]
    private static partial Regex DigestPattern();
}
