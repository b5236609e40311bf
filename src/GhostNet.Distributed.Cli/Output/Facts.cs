using Spectre.Console;

namespace GhostNet.Distributed.Cli.Output;

/// <summary>What is known of one thing, a line each: its name, its value. What is not known has no line.</summary>
internal static class Facts
{
    /// <summary>Writes the lines; values are plain text.</summary>
    public static void Write(IAnsiConsole console, params IEnumerable<(string Name, string? Value)> facts)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var (name, value) in facts)
        {
            if (value is not null)
            {
                grid.AddRow(new Text(name, new Style(foreground: Color.Grey)), new Text(value));
            }
        }

        console.Write(grid);
    }
}
