using System.Text.Json;
using GhostNet.Distributed.Cli.Output;
using GhostNet.Distributed.Cli.Remote;

namespace GhostNet.Distributed.Cli.Tests.Output;

public sealed class HostTableTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly HostStatus Board = new()
    {
        Name = "board-1",
        State = HostState.Active,
        Host = new HostFacts
        {
            Name = "board-1",
            Architecture = "arm64",
            Processor = "Cortex-A76",
            Cores = 4,
            Threads = 3,
            BatchSize = 4,
            OperatingSystem = "Debian",
            Framework = ".NET 10",
            OnnxRuntime = "1.31.1",
            Product = "0.1.0",
            Labels = "arch=arm64,pool=edge",
        },
        Models = ["504353f73aba2260390fe89e077e35e55d487c6abc5607e238e76279bd5992a6"],
        ShardsInWork = 2,
        Samples = 12345,
        SamplesPerSecond = 31.25,
        StartedAt = Now - TimeSpan.FromMinutes(200),
        Waiting = "store azure:data does not answer",
    };

    private static readonly HostStatus Hung = new() { Name = "board-2", State = HostState.Silent, StartedAt = Now - TimeSpan.FromSeconds(7) };

    [Fact]
    public void A_node_tells_what_it_is_and_what_it_does()
    {
        using var german = new UnderCulture("de-DE");
        var text = Table(Board);
        foreach (var word in new[] { "board-1", "active", "arm64", "Cortex-A76", "pool=edge", "504353f73aba", "3 × 4", "31.2", "12,345", "3 h 20 min", "board-1 waits: store azure:data does not answer" })
        {
            Assert.Contains(word, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("504353f73aba2", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_does_not_answer_has_a_row_all_the_same()
    {
        var row = Table(Board, Hung).Split('\n').Single(line => line.Contains("board-2", StringComparison.Ordinal));
        Assert.Contains("silent", row, StringComparison.Ordinal);
        Assert.Contains("?", row, StringComparison.Ordinal);
        Assert.Contains("7 s", row, StringComparison.Ordinal);
    }

    [Fact]
    public void A_narrow_terminal_gets_fewer_columns_and_whole_words()
    {
        using var terminal = new TestTerminal();
        terminal.AnswerConsole.Profile.Width = 80;
        HostTable.Write([Board], Now, terminal.Terminal.Answer);
        Assert.Contains("│ board-1 │ active │ arm64 │ pool=edge │     31.2 │       2 │ 3 h 20 min │", terminal.Answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5, "now")]
    [InlineData(59, "59 s")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(3_600, "1 h 0 min")]
    [InlineData(90_000, "1 d 1 h")]
    public void An_age_is_told_in_its_two_largest_units(int seconds, string age) => Assert.Equal(age, HostTable.Age(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Json_has_what_is_known_and_null_for_the_rest()
    {
        var hosts = JsonDocument.Parse(JsonSerializer.Serialize([HostAnswer.Of(Board with { StartedAt = Board.StartedAt.ToOffset(TimeSpan.FromHours(2)) }), HostAnswer.Of(Hung)], AnswerJson.Format.IReadOnlyListHostAnswer)).RootElement;
        Assert.Equal(("Active", 31.25, "2026-11-23T08:40:00+00:00"), (Text(hosts[0], "state"), hosts[0].GetProperty("samplesPerSecond").GetDouble(), Text(hosts[0], "startedAt")));
        Assert.Equal("{\"arch\":\"arm64\",\"pool\":\"edge\"}", JsonSerializer.Serialize(hosts[0].GetProperty("labels")));
        Assert.Equal(("board-2", "Silent", JsonValueKind.Null), (Text(hosts[1], "name"), Text(hosts[1], "state"), hosts[1].GetProperty("architecture").ValueKind));
    }

    private static string? Text(JsonElement host, string property) => host.GetProperty(property).GetString();

    private static string Table(params HostStatus[] hosts)
    {
        using var terminal = new TestTerminal();
        HostTable.Write(hosts, Now, terminal.Terminal.Answer);
        return terminal.Answer;
    }
}
