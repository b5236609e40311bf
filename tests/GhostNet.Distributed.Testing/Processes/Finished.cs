using Xunit;

namespace GhostNet.Distributed.Testing.Processes;

/// <summary>What a process left behind.</summary>
public sealed record Finished(string CommandLine, int ExitCode, string Output, string Error)
{
    /// <summary>Fails the test with everything that was said, unless the exit code is the expected one.</summary>
    public Finished Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"{CommandLine}\nexit code {ExitCode}; expected {exitCode}\n--- standard output\n{Output}\n--- standard error\n{Error}");
        return this;
    }
}
