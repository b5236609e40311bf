using System.Collections.Concurrent;
using System.Diagnostics;
using GhostNet.Distributed.Testing.Processes;
using Xunit;

namespace GhostNet.Distributed.Testing.Published;

/// <summary>A project as <c>dotnet publish --self-contained</c> makes it for one kind of machine, under <c>artifacts</c>, where the next run finds what has not changed.</summary>
public static class PublishedProgram
{
    private static readonly ConcurrentDictionary<(string, string), Lazy<Task<string>>> Published = new();

    // Two at once would write the same files of the projects that both refer to.
    private static readonly SemaphoreSlim OneAtATime = new(1, 1);

    /// <summary>Publishes a project, once in a process, and returns the path of its program.</summary>
    /// <param name="project">Path of the project's folder below the root of the checkout.</param>
    /// <param name="program">Name of its program.</param>
    /// <param name="runtime">The runtime identifier, such as <c>linux-arm64</c>.</param>
    public static Task<string> OfAsync(string project, string program, string runtime) =>
        Published.GetOrAdd((project, runtime), _ => new Lazy<Task<string>>(() => PublishAsync(project, program, runtime))).Value;

    private static async Task<string> PublishAsync(string project, string program, string runtime)
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "published", runtime, Path.GetFileName(project));
        await OneAtATime.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            string[] command = [.. Background.Command, "dotnet", "publish", project, "-c", "Release", "-r", runtime, "--self-contained", "-p:RunAnalyzers=false", "-o", folder, "-v", "quiet", "--nologo", "--disable-build-servers"];
            var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
            using var kill = TestContext.Current.CancellationToken.Register(() => process.Kill(entireProcessTree: true));
            var (output, error) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
            await process.WaitForExitAsync(CancellationToken.None);
            Assert.True(process.ExitCode == 0, $"{string.Join(' ', command)}\nexit code {process.ExitCode}\n{await output}\n{await error}");
        }
        finally
        {
            OneAtATime.Release();
        }

        var path = Path.Combine(folder, program);
        Assert.True(File.Exists(path), $"{path} is not among what was published");
        return path;
    }
}
