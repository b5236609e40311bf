using Spectre.Console.Testing;

namespace GhostNet.Distributed.Cli.Tests;

/// <summary>Standard output and standard error as two texts; neither is a terminal.</summary>
internal sealed class TestTerminal : IDisposable
{
    private readonly TestConsole _answer = new TestConsole().Width(160);
    private readonly TestConsole _narration = new TestConsole().Width(80);

    public TestTerminal() => Terminal = new Terminal(_answer, _narration);

    public Terminal Terminal { get; }

    public string Answer => _answer.Output;

    public string Narration => _narration.Output;

    public TestConsole AnswerConsole => _answer;

    public Task<int> RunAsync(params string[] arguments) => GhostNetCommandLine.RunAsync(arguments, Terminal);

    public void Dispose()
    {
        _answer.Dispose();
        _narration.Dispose();
    }
}
