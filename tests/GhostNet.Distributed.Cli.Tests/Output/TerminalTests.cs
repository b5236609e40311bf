namespace GhostNet.Distributed.Cli.Tests.Output;

public sealed class TerminalTests
{
    [Fact]
    public void A_message_stays_on_one_line_however_long_and_is_no_markup()
    {
        using var terminal = new TestTerminal();
        var message = $"[red]{new string('x', 500)}[/] ends here.";
        terminal.Terminal.Say(message);

        Assert.Equal(message + "\n", terminal.Narration);
        Assert.Empty(terminal.Answer);
    }

    [Fact]
    public void What_others_named_cannot_steer_the_terminal()
    {
        using var terminal = new TestTerminal();
        terminal.Terminal.Say("The file \u001b]0;owned\u0007\u001b[2J\u202ejpg.exe is damaged.\nSecond line.");
        terminal.Terminal.Answer.Write(new Spectre.Console.Text("host \u001b[31medge\u009b1m\n"));

        Assert.Equal("The file \uFFFD]0;owned\uFFFD\uFFFD[2J\uFFFDjpg.exe is damaged.\nSecond line.\n", terminal.Narration);
        Assert.Contains("\uFFFD[31medge\uFFFD1m", terminal.Answer, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', terminal.Answer);
    }

    [Fact]
    public void An_answer_ends_with_one_line_end()
    {
        using var terminal = new TestTerminal();
        terminal.Terminal.Print("{}\n");
        terminal.Terminal.Print("{}");

        Assert.Equal("{}\n{}\n", terminal.Answer);
    }
}
