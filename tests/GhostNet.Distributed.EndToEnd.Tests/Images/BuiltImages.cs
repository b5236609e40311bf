using System.Formats.Tar;
using System.Text.Json.Nodes;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests.Images;

/// <summary>
/// The images as <c>deploy/images/build.sh</c> makes them from this checkout, for both architectures, and a podman with a storage of its own that has those of this machine's. Images that were built
/// already are tried in their place, where the environment names the folder that they were written to.
/// </summary>
public sealed class BuiltImages : IAsyncLifetime
{
    private const string Variable = "GHOSTNET_TEST_IMAGES";

    // Everything that is published is compiled for two architectures.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly TemporaryFolder _folder = new();
    private readonly string? _given = Environment.GetEnvironmentVariable(Variable);
    private readonly Lazy<Task> _built;

    /// <summary>Nothing is built yet.</summary>
    public BuiltImages() => _built = new Lazy<Task>(BuildAsync);

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Builds them once, or skips the test with the reason why they cannot be built or run here.</summary>
    public async Task RequireAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "images are built and run as root on Linux; this is another user or system");
        Array.ForEach(["apt-get", "buildah", "jq", "podman", "runc"], OnPath.Require);
        await _built.Value;
    }

    /// <summary>Path of a file beside the images.</summary>
    public string Output(string file) => _given is null ? _folder["out", file] : Path.Combine(_given, file);

    /// <summary>Starts podman; whoever starts a container ends it.</summary>
    public GhostNetProcess Start(params IEnumerable<string> arguments) =>
        GhostNetProcess.Start("podman", _folder.Path, null, ["--root", _folder["storage"], "--runroot", _folder["run"], "--storage-driver", "vfs", "--cgroup-manager", "cgroupfs", "--runtime", Runc(), .. arguments]);

    /// <summary>Runs podman to its end.</summary>
    public async Task<Finished> RunAsync(params IEnumerable<string> arguments)
    {
        await using var process = Start(arguments);
        return await process.WaitAsync();
    }

    /// <summary>The arguments of <c>podman run</c> for a container as confined as the compose file's and the chart's, in the network of this machine, whose servers listen on loopback.</summary>
    /// <param name="image">The image, <c>worker</c> or <c>cli</c>.</param>
    /// <param name="name">The container's name.</param>
    /// <param name="work">A folder that it sees as <c>/work</c>.</param>
    /// <param name="environment">What it is told.</param>
    public static IReadOnlyList<string> Confined(string image, string name, string work, IReadOnlyDictionary<string, string> environment) =>
    [
        "run", "--rm", "--name", name, "--network", "host", "--read-only", "--tmpfs", "/tmp", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
        // What a machine without a limit of its own would be refused.
        "--ulimit", "nofile=4096:4096", "--ulimit", "nproc=4096:4096",
        "--volume", $"{work}:/work", .. environment.SelectMany(variable => new[] { "--env", $"{variable.Key}={variable.Value}" }), $"localhost/ghostnet-{image}:test",
    ];

    /// <summary>The configuration of an image, by architecture.</summary>
    public IReadOnlyDictionary<string, JsonNode> Configurations(string image)
    {
        var blobs = new Dictionary<string, JsonNode>();
        using var file = File.OpenRead(Output($"ghostnet-{image}.oci.tar"));
        using var tar = new TarReader(file);
        while (tar.GetNextEntry() is { } entry)
        {
            // Layers are larger, and no JSON.
            if (entry is { DataStream: { } content, Length: < 100_000 } && content.ReadByte() == '{')
            {
                content.Position = 0;
                blobs[Path.GetFileName(entry.Name)] = JsonNode.Parse(content)!;
            }
        }

        var index = Blob(blobs["index.json"]["manifests"]!.AsArray().Single()!);
        return index["manifests"]!.AsArray().ToDictionary(manifest => manifest!["platform"]!["architecture"]!.GetValue<string>(), manifest => Blob(Blob(manifest!)["config"]!));

        JsonNode Blob(JsonNode descriptor) => blobs[descriptor["digest"]!.GetValue<string>()["sha256:".Length..]];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Runc() => new[] { "/usr/sbin/runc", "/usr/bin/runc", "/sbin/runc" }.First(File.Exists);

    private async Task BuildAsync()
    {
        if (_given is null)
        {
            string[] command = [.. Background.Command, Path.Combine(Repository.Root, "deploy", "images", "build.sh"), "--out", _folder["out"]];
            await using var build = GhostNetProcess.Start(command[0], Repository.Root, environment: null, command[1..]);
            (await build.WaitAsync(Patience)).Expect(0);
        }

        foreach (var image in new[] { "worker", "cli" })
        {
            var id = (await RunAsync("pull", "--quiet", $"oci-archive:{Output($"ghostnet-{image}.oci.tar")}")).Expect(0).Output.Trim();
            (await RunAsync("tag", id, $"localhost/ghostnet-{image}:test")).Expect(0);
        }
    }
}
