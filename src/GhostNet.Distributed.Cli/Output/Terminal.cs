using GhostNet.Distributed.Cli.Output;
using Spectre.Console;

namespace GhostNet.Distributed.Cli;

/// <summary>Where the answer goes (standard output) and where the narration goes (standard error).</summary>
internal sealed class Terminal
{
    /// <summary>A terminal of two consoles.</summary>
    public Terminal(IAnsiConsole answer, IAnsiConsole narration)
    {
        (Answer, Narration) = (answer, narration);
        answer.Pipeline.Attach(new ControlCharacters());
        narration.Pipeline.Attach(new ControlCharacters());
    }

    /// <summary>Standard output.</summary>
    public IAnsiConsole Answer { get; }

    /// <summary>Standard error.</summary>
    public IAnsiConsole Narration { get; }

    /// <summary>The process's own streams. Colours and movement only where there is a terminal; NO_COLOR is honoured.</summary>
    public static Terminal System() => new(Console(global::System.Console.Out), Console(global::System.Console.Error));

    /// <summary>One line of narration, as it is, without markup; control characters are shown and do nothing.</summary>
    public void Say(string line)
    {
        line = ControlCharacters.MadeVisible(line);
        if (Narration.Profile.Out.IsTerminal)
        {
            // Through the console, so that a bar that is being drawn makes room.
            Narration.Write(new Text(line + "\n"));
            return;
        }

        // Whoever keeps or searches the messages gets a message a line, however long.
        Narration.Profile.Out.Writer.WriteLine(line);
        Narration.Profile.Out.Writer.Flush();
    }

    /// <summary>Plain text as the answer: JSON, NDJSON, Markdown. Never wrapped or coloured.</summary>
    public void Print(string text)
    {
        Answer.Profile.Out.Writer.Write(text.EndsWith('\n') ? text : text + "\n");
        Answer.Profile.Out.Writer.Flush();
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
