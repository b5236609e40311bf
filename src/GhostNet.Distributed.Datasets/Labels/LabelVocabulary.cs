using System.Globalization;
using GhostNet.Distributed.Datasets.Classes;

namespace GhostNet.Distributed.Datasets.Labels;

/// <summary>What a label can be: a class index from 0, or an id or name of a class list.</summary>
/// <param name="Classes">The class list, where there is one.</param>
/// <param name="ClassCount">Number of classes of the model, where it is known; the class list's own count otherwise.</param>
public sealed record LabelVocabulary(ClassList? Classes = null, int? ClassCount = null)
{
    /// <summary>Number of classes, where it is known.</summary>
    public int? Count => ClassCount ?? Classes?.Count;

    /// <summary>The class index a text stands for; or false and, as a clause, why it stands for none.</summary>
    public bool TryResolve(string text, out int label, out string fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        fault = "";
        var isNumber = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        if (Classes is not null && Classes.TryFind(text, out label))
        {
            // A list whose ids are numbers themselves (1 to 10, say): the id 3 at position 2 and the class index 3 are two answers to one label.
            if (isNumber && number != label && number >= 0 && number < Classes.Count)
            {
                fault = $"has the label {text}, which is both a class index and the id of class {label}; use ids that are not numbers, or number them from 0";
                return false;
            }

            return IsInRange(label, text, ref fault);
        }

        label = (int)Math.Clamp(number, -1, int.MaxValue);
        if (isNumber)
        {
            return IsInRange(label, text, ref fault);
        }

        fault = Classes is null
            ? $"has the label '{text}', which is not a class index; give the model's classes (--classes) so that ids and names can be found"
            : $"has the label '{text}', which is neither a class index nor an id or unambiguous name of the {Classes.Count} classes";
        return false;
    }

    private bool IsInRange(int label, string text, ref string fault)
    {
        if (label >= 0 && label < (Count ?? int.MaxValue))
        {
            return true;
        }

        fault = $"has the label {text}; expected {(Count is { } count ? $"0 to {count - 1}, since there are {count} classes" : "0 or more")}";
        return false;
    }
}
