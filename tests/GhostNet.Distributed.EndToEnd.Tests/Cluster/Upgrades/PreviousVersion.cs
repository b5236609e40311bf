using System.IO.Compression;
using System.Runtime.InteropServices;
using GhostNet.Distributed.EndToEnd.Tests.Cluster.Upgrades;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

[assembly: AssemblyFixture(typeof(PreviousVersion))]

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster.Upgrades;

/// <summary>
/// Worker and command line of the version before this one, built from the repository's history, since none is published yet. Where the history is not there, whoever asks for it is skipped
/// with the reason.
/// </summary>
public sealed class PreviousVersion : IAsyncLifetime
{
    /// <summary>The commit. It moves forward with each release: two neighbouring versions have to get on with each other, not all that there ever were.</summary>
    public const string Commit = "04924b11cbaa53be4b9c8f195c21e51b4015af1f";

    // A minute of processor time, on a machine that may be busy.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    // What a build of the program needs of the repository.
    private static readonly string[] Sources = ["src", "Directory.Build.props", "Directory.Packages.props", "BannedSymbols.txt", "global.json"];

    private readonly Lazy<Task<string>> _folder = new(PublishedAsync);

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Its <c>ghostnet-worker.dll</c>.</summary>
    public async Task<string> WorkerAsync() => Path.Combine(await _folder.Value, "worker", "ghostnet-worker.dll");

    /// <summary>Its <c>ghostnet.dll</c>.</summary>
    public async Task<string> CommandLineAsync() => Path.Combine(await _folder.Value, "cli", "ghostnet.dll");

    // Kept for the next run: the same commit is the same program. For this machine alone, since the native libraries of all others would be a gigabyte to copy; but not compiled beforehand, which takes
    // longer than these few processes compile.
    private static async Task<string> PublishedAsync()
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "previous", Commit[..12]);
        if (Directory.Exists(folder))
        {
            return folder;
        }

        OnPath.Require("git");
        var found = await RunAsync("git", Repository.Root, "cat-file", "-e", $"{Commit}^{{commit}}");
        Assert.SkipUnless(found.ExitCode == 0, $"needs the history of the repository with commit {Commit}, and git says: {found.Error.Trim()}");

        using var work = new TemporaryFolder();
        (await RunAsync("git", Repository.Root, ["archive", "--format=zip", "-o", work["sources.zip"], Commit, .. Sources])).Expect(0);
        await ZipFile.ExtractToDirectoryAsync(work["sources.zip"], work["sources"], TestContext.Current.CancellationToken);
        await PublishAsync(work, "GhostNet.Distributed.Worker", "worker");
        await PublishAsync(work, "GhostNet.Distributed.Cli", "cli");

        // Whole or not at all: a run that was broken off must not leave half a program.
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        await CopyAsync(work["published"], $"{folder}.{Guid.NewGuid():N}", folder);
        return folder;
    }

    private static async Task PublishAsync(TemporaryFolder work, string project, string into) => (await RunAsync(
        "dotnet", work["sources"], "publish", Path.Combine("src", project), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", "-p:PublishReadyToRun=false", "-p:UseAppHost=false", "-o", work["published", into], "--nologo", "-v", "quiet",
        // Nothing that goes on running, and nothing that only its own tests ask for.
        "--nodereuse:false", "-p:UseSharedCompilation=false", "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false")).Expect(0);

    private static async Task<Finished> RunAsync(string program, string folder, params string[] arguments)
    {
        // A build inside of `dotnet test` would otherwise take its tools for its own.
        var environment = new Dictionary<string, string?> { ["MSBUILD_EXE_PATH"] = null, ["MSBuildSDKsPath"] = null, ["MSBuildExtensionsPath"] = null };
        string[] command = [.. Background.Command, program, .. arguments];
        await using var process = GhostNetProcess.Start(command[0], folder, environment, command[1..]);
        return await process.WaitAsync(Patience);
    }

    // A folder cannot be moved to another file system, which the temporary one may be on.
    private static async Task CopyAsync(string from, string beside, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(beside, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await using var source = File.OpenRead(file);
            await using var copy = File.Create(target);
            await source.CopyToAsync(copy, TestContext.Current.CancellationToken);
        }

        Directory.Move(beside, to);
    }
}
