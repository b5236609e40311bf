using GhostNet.Distributed.EndToEnd.Tests.Runs;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests;

/// <summary>What a person at a terminal sees, through a pseudo-terminal of script(1).</summary>
public sealed class TerminalTests(Workbench bench)
{
    private const string Script = "/usr/bin/script";
    private const string Colour = "\u001b[38;5;";
    private const string Bar = "━";

    [Fact]
    public async Task A_terminal_gets_a_bar_and_colours()
    {
        using var folder = new TemporaryFolder();
        var seen = await EvaluateOnTerminalAsync(folder, new Dictionary<string, string?> { ["TERM"] = "xterm-256color", ["NO_COLOR"] = null });

        Assert.Contains(Bar, seen, StringComparison.Ordinal);
        Assert.Contains("of 400 images", seen, StringComparison.Ordinal);
        Assert.Contains(Colour, seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_NO_COLOR_a_terminal_gets_no_colour()
    {
        using var folder = new TemporaryFolder();
        var seen = await EvaluateOnTerminalAsync(folder, new Dictionary<string, string?> { ["TERM"] = "xterm-256color", ["NO_COLOR"] = "1" });

        Assert.Contains("VALID", seen, StringComparison.Ordinal);
        Assert.DoesNotContain(Colour, seen, StringComparison.Ordinal);
    }

    private async Task<string> EvaluateOnTerminalAsync(TemporaryFolder folder, Dictionary<string, string?> environment)
    {
        Assert.SkipUnless(File.Exists(Script), $"needs {Script} (util-linux) for a pseudo-terminal");
        var log = folder["typescript"];
        await using var process = GhostNetProcess.Start(
            Script, folder.Path, environment, "-q", "-e", "-c", $"dotnet exec '{GhostNetProcess.Assembly}' evaluate --model '{bench.Model}' --images '{bench.ManyImages}' --out run", log);
        (await process.WaitAsync()).Expect(0);
        return await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken);
    }
}
