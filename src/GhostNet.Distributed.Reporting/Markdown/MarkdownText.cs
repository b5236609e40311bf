using System.Globalization;
using System.Text;

namespace GhostNet.Distributed.Reporting;

/// <summary>Text that others chose (names of files, hosts, classes) made safe inside Markdown, in a paragraph as in the cell of a table.</summary>
internal static class MarkdownText
{
    private const string Punctuation = @"\`*_[]<>|~&#$!";

    /// <summary>The text with Markdown's punctuation escaped, and characters that would end the line or show something else than what is there written out as U+ numbers.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (IsInvisible(c))
            {
                escaped.Append(CultureInfo.InvariantCulture, $"⟨U+{(int)c:X4}⟩");
                continue;
            }

            if (Punctuation.Contains(c, StringComparison.Ordinal))
            {
                escaped.Append('\\');
            }

            escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static bool IsInvisible(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
