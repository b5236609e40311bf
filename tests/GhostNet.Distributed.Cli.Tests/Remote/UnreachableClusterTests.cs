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

    [Theory]
    [InlineData(4, "redis://127.0.0.1", "--tls-certificate", "/no/tls.crt", "--tls-key", "/no/tls.key", "--tls-authorities", "/no/ca.crt")]
    [InlineData(4, "rediss://127.0.0.1", "--redis-authorities", "/no/ca.crt")]
    [InlineData(2, "redis://127.0.0.1", "--redis-authorities", "/no/ca.crt")]
    [InlineData(2, "redis://127.0.0.1", "--tls-certificate", "/no/tls.crt")]
    public async Task Certificates_that_cannot_be_used_are_told_before_anything_is_asked(int exitCode, string address, params string[] options)
    {
        using var terminal = new TestTerminal();
        Assert.Equal(exitCode, await terminal.RunAsync(["list", "--cluster", address, .. options]));
        Assert.Contains(exitCode == 4 ? " is not there." : "--", terminal.Narration, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_cluster_named_is_2_and_says_how()
    {
        using var terminal = new TestTerminal();
        Assert.Equal(2, await terminal.RunAsync("list"));
        Assert.Contains("--cluster", terminal.Narration, StringComparison.Ordinal);
    }
}
