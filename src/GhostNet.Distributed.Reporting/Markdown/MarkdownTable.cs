using System.Text;

namespace GhostNet.Distributed.Reporting;

/// <summary>A table in GitHub's Markdown. Cells are escaped here, so that no caller can forget it.</summary>
internal sealed class MarkdownTable
{
    private readonly StringBuilder _text = new();

    /// <param name="columns">Headings; one that begins with a space is a column of numbers, aligned to the right.</param>
    public MarkdownTable(params ReadOnlySpan<string> columns)
    {
        foreach (var column in columns)
        {
            _text.Append("| ").Append(column.Trim()).Append(' ');
        }

        _text.Append("|\n");
        foreach (var column in columns)
        {
            _text.Append(column.StartsWith(' ') ? "|---:" : "|---");
        }

        _text.Append("|\n");
    }

    public void Row(params ReadOnlySpan<string> cells)
    {
        foreach (var cell in cells)
        {
            _text.Append("| ").Append(MarkdownText.Escape(cell)).Append(' ');
        }

        _text.Append("|\n");
    }

    public override string ToString() => _text.ToString();
}
