using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Cli.Tests;

/// <summary>Output formats as files of the folder <c>Golden</c>, compared character by character.</summary>
internal static class Golden
{
    public static void Equal(string file, string actual)
    {
        // What was found is left beside the test's binaries, to be compared and, when the change is meant, copied over the golden file.
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, file), actual);
        Assert.Equal(File.ReadAllText(Path.Combine(Repository.Root, "tests", "GhostNet.Distributed.Cli.Tests", "Golden", file)), actual);
    }
}
