using System.Globalization;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Cli.Tests.Remote;

public sealed class UnreachableClusterTests
{
    [Theory]
    [InlineData("list")]
    [InlineData("hosts")]
    [InlineData("wait job")]
    public async Task Nobody_there_is_3_with_the_address(string verb)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{FreePort.Take(1)[0]}");
        using var terminal = new TestTerminal();
        Assert.Equal(3, await terminal.RunAsync([.. verb.Split(' '), "--cluster", address, "--connect-timeout", "1"]));
        Assert.StartsWith($"No gateway of cluster {address}/ghostnet answered within 1 s: ", terminal.Narration, StringComparison.Ordinal);
        Assert.Empty(terminal.Answer);
    }

    [Fact]
    public async Task No_cluster_named_is_2_and_says_how()
    {
        using var terminal = new TestTerminal();
        Assert.Equal(2, await terminal.RunAsync("list"));
        Assert.Contains("--cluster", terminal.Narration, StringComparison.Ordinal);
    }
}
