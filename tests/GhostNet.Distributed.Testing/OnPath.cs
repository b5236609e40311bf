using Xunit;

namespace GhostNet.Distributed.Testing;

/// <summary>Programs of this machine that a test needs.</summary>
public static class OnPath
{
    /// <summary>Whether there is such a program.</summary>
    public static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Skips the test, with the reason, where there is no such program.</summary>
    public static void Require(string program) => Assert.SkipUnless(Has(program), $"needs {program}, which is not on this machine's PATH (tests/run.sh installs it)");
}
