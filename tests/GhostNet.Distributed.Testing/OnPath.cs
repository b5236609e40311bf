using Xunit;

namespace GhostNet.Distributed.Testing;

/// <summary>Programs of this machine that a test needs.</summary>
public static class OnPath
{
    /// <summary>Skips the test, with the reason, where there is no such program.</summary>
    public static void Require(string program)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        Assert.SkipUnless(folders.Any(folder => File.Exists(Path.Combine(folder, program))), $"needs {program}, which is not on this machine's PATH (tests/run.sh installs it)");
    }
}
