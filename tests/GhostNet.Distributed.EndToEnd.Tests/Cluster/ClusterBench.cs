using System.Text.Json.Nodes;
using GhostNet.Distributed.EndToEnd.Tests.Processes;
using GhostNet.Distributed.EndToEnd.Tests.Runs;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>The question that every test of a cluster asks, and its answer by one process alone that nothing disturbed.</summary>
public sealed class ClusterBench(Workbench bench) : IAsyncLifetime
{
    /// <summary>Shards of the job.</summary>
    public const int Shards = 100;

    /// <summary>Samples of the job.</summary>
    public const int Samples = 1200;

    private readonly TemporaryFolder _folder = new();

    /// <summary>The model.</summary>
    public string Model => bench.Model;

    /// <summary>10 classes of 120 photographs each: long enough on three workers to be disturbed in the middle.</summary>
    public string Images => _folder["images"];

    /// <summary>The report of <c>ghostnet evaluate</c>.</summary>
    internal JsonNode Reference { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        const int Copies = 3;
        foreach (var file in Directory.GetFiles(bench.ManyImages, "*", SearchOption.AllDirectories))
        {
            var into = Directory.CreateDirectory(_folder["images", Path.GetFileName(Path.GetDirectoryName(file)!)]).FullName;
            foreach (var copy in Enumerable.Range(0, Copies))
            {
                File.CreateSymbolicLink(Path.Combine(into, $"{copy}-{Path.GetFileName(file)}"), file);
            }
        }

        var run = new RunOutput(_folder["reference"]);
        (await GhostNetProcess.RunAsync(_folder.Path, "evaluate", "--model", Model, "--images", Images, "--out", run.Path)).Expect(0);
        Reference = run.Report;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Tests with clusters run one after the other: several at once on one machine would only measure how it is divided.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Clusters : ICollectionFixture<ClusterBench>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "clusters";
}
