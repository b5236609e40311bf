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
    public void An_answer_ends_with_one_line_end()
    {
        using var terminal = new TestTerminal();
        terminal.Terminal.Print("{}\n");
        terminal.Terminal.Print("{}");

        Assert.Equal("{}\n{}\n", terminal.Answer);
    }
}
