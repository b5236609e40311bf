using GhostNet.Distributed.EndToEnd.Tests.Cluster.Stores;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Processes;

[assembly: AssemblyFixture(typeof(StoreBench))]

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster.Stores;

/// <summary>The emulator of Azure Blob Storage with the images of a question in it, made for the first test that asks.</summary>
public sealed class StoreBench : IAsyncLifetime
{
    private const string Variable = "AZURE_STORAGE_CONNECTION_STRING";
    private const string ImagesLocation = "azure:images/val";

    // Every image is a request of its own, and the emulator is one thread: slower than a folder, so fewer are enough.
    private const int Thousands = 3;

    private readonly AzuriteServer _azurite = new();
    private readonly Lazy<Task<ClusterQuestion>> _question;
    private ClusterQuestion? _made;

    /// <summary>Nothing is started yet.</summary>
    public StoreBench() => _question = new Lazy<Task<ClusterQuestion>>(MakeAsync);

    /// <summary>The emulator's port.</summary>
    public int Port => _azurite.Port;

    /// <summary>A ledger that nobody else has.</summary>
    public async Task<AzureLedgerView> MakeLedgerAsync()
    {
        await _question.Value;
        return new AzureLedgerView(_azurite.ConnectionString, AzuriteServer.NewContainer());
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A cluster whose ledger and images are in the emulator; the test and the command line ask it directly, each worker through a port of its own.</summary>
    /// <param name="port">By the worker's number, the port of its blob storage; the emulator's own when left out.</param>
    /// <param name="change">Makes the cluster in another way.</param>
    public async Task<TestCluster> StartClusterAsync(Func<int, int>? port = null, Func<ClusterSetup, ClusterSetup>? change = null)
    {
        var setup = new ClusterSetup
        {
            Question = await _question.Value,
            Images = ImagesLocation,
            Ledger = new AzureLedgerView(_azurite.ConnectionString, AzuriteServer.NewContainer()),
            ClientEnvironment = Environment(Port),
            Configure = (number, start) => start with { Environment = new Dictionary<string, string?>([.. start.Environment, .. Environment(port?.Invoke(number) ?? Port)]) },
        };
        return await TestCluster.StartAsync(change is null ? setup : change(setup));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _made?.Dispose();
        await _azurite.DisposeAsync();
    }

    private static Dictionary<string, string?> Environment(int port) => new() { [Variable] = AzuriteServer.ConnectionStringOn(port) };

    private async Task<ClusterQuestion> MakeAsync()
    {
        await _azurite.InitializeAsync();
        var environment = Environment(_azurite.Port);
        _made = await ClusterQuestion.MakeAsync(Thousands);
        await using var push = GhostNetProcess.Start("dotnet", AppContext.BaseDirectory, environment, "exec", GhostNetProcess.Assembly, "dataset", "push", _made.Images, ImagesLocation);
        (await push.WaitAsync()).Expect(0);
        return _made;
    }
}
