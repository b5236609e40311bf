using Spectre.Console;

namespace GhostNet.Distributed.Cli;

/// <summary>Where the answer goes (standard output) and where the narration goes (standard error).</summary>
internal sealed class Terminal(IAnsiConsole answer, IAnsiConsole narration)
{
    /// <summary>Standard output.</summary>
    public IAnsiConsole Answer => answer;

    /// <summary>Standard error.</summary>
    public IAnsiConsole Narration => narration;

    /// <summary>The process's own streams. Colours and movement only where there is a terminal; NO_COLOR is honoured.</summary>
    public static Terminal System() => new(Console(global::System.Console.Out), Console(global::System.Console.Error));

    /// <summary>One line of narration, as it is, without markup.</summary>
    public void Say(string line)
    {
        if (narration.Profile.Out.IsTerminal)
        {
            // Through the console, so that a bar that is being drawn makes room.
            narration.Write(new Text(line + "\n"));
            return;
        }

        // Whoever keeps or searches the messages gets a message a line, however long.
        narration.Profile.Out.Writer.WriteLine(line);
        narration.Profile.Out.Writer.Flush();
    }

    /// <summary>Plain text as the answer: JSON, NDJSON, Markdown. Never wrapped or coloured.</summary>
    public void Print(string text)
    {
        answer.Profile.Out.Writer.Write(text.EndsWith('\n') ? text : text + "\n");
        answer.Profile.Out.Writer.Flush();
    }

    private static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });

        // A file or a pipe has no width; 80 columns would break the tables of whoever keeps the output.
        if (!console.Profile.Out.IsTerminal)
        {
            console.Profile.Width = 160;
        }

        return console;
    }
}
