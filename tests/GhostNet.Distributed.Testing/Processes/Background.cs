namespace GhostNet.Distributed.Testing.Processes;

/// <summary>Work that can wait: builds, and what is computed long and timed by nobody. It gets the processor time that the processes of other tests leave, and a third of theirs at least: it may take long, but not longer than they do.</summary>
public static class Background
{
    /// <summary>What a command line begins with to be such work.</summary>
    public static IReadOnlyList<string> Command { get; } = OperatingSystem.IsWindows() ? [] : ["nice", "-n", "5"];
}
