using System.Runtime.InteropServices;
using Xunit;

namespace GhostNet.Distributed.Testing.Published;

/// <summary>Debian's qemu, which runs programs for linux-arm64 on an x64 machine, with the libraries that they link to. It shows what is computed there, not how fast.</summary>
public static class Arm64Emulator
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "arm64");

    /// <summary>What runs a program of the other architecture: to be put in front of its path.</summary>
    public static IReadOnlyList<string> Command { get; } = [Path.Combine(Folder, "qemu-aarch64"), "-L", Path.Combine(Folder, "root")];

    /// <summary>What runs a member of a cluster.</summary>
    /// <remarks>
    /// Everything takes some ten times as long there. On a busy machine a silo would not answer its peers' probes within their seconds and be declared dead, so that it comes before others, where
    /// <c>nice</c> may do that; where it may not, it says so and goes on.
    /// </remarks>
    public static IReadOnlyList<string> CommandOfMember { get; } = ["nice", "-n", "-15", .. Command];

    /// <summary>What a program needs to be told in that small a Debian: there is no ICU.</summary>
    public static IReadOnlyDictionary<string, string?> Environment { get; } = new Dictionary<string, string?> { ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1", ["ORT_DISABLE_TELEMETRY"] = "1" };

    /// <summary>Skips the test, with the reason, where there is none.</summary>
    public static void Require()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64, $"emulates arm64 on Linux on x64, and this is {RuntimeInformation.OSDescription} on {RuntimeInformation.OSArchitecture}");

        // Written last, when everything is there.
        Assert.SkipUnless(File.Exists(Path.Combine(Folder, ".installed")), $"needs qemu and an arm64 root file system, which {Path.Combine(Folder, "install.sh")} fetches (tests/run.sh runs it)");
    }
}
