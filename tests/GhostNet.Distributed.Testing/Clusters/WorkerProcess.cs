using System.Globalization;
using System.Net;
using GhostNet.Distributed.Testing.Processes;
using Xunit;

namespace GhostNet.Distributed.Testing.Clusters;

/// <summary>One process of the built <c>ghostnet-worker</c>, told by environment variables as in a container.</summary>
public sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string ThisAssembly = GhostNetProcess.PathOf("GhostNet.Distributed.Worker", "ghostnet-worker.dll");

    private readonly GhostNetProcess _process;
    private readonly Uri _http;

    private WorkerProcess(GhostNetProcess process, WorkerStart start, Uri http, int siloPort, int gatewayPort)
    {
        _process = process;
        _http = http;
        Name = start.Name;
        SiloEndPoint = new IPEndPoint(start.Address, siloPort);
        GatewayEndPoint = new IPEndPoint(start.Address, gatewayPort);
    }

    /// <summary>Name of its silo.</summary>
    public string Name { get; }

    /// <summary>Where other silos reach it.</summary>
    public IPEndPoint SiloEndPoint { get; }

    /// <summary>Where clients reach it.</summary>
    public IPEndPoint GatewayEndPoint { get; }

    /// <summary>Where it answers HTTP.</summary>
    public Uri Http => _http;

    /// <summary>The process's id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Whether the process is over.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it wrote to standard output until now.</summary>
    public string OutputSoFar => _process.OutputSoFar;

    /// <summary>Whether this worker has opened a job as its coordinator.</summary>
    public bool Coordinates(string job) =>
        OutputSoFar.Split('\n').Any(line => line.Contains($"Job {job}: ", StringComparison.Ordinal) && line.Contains(" of them accepted already.", StringComparison.Ordinal));

    /// <summary>Starts a worker; it may take seconds to be in its cluster.</summary>
    public static WorkerProcess Start(WorkerStart start)
    {
        var ports = FreePort.Take(3);
        var http = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{start.Address}:{ports[2]}"));
        var told = new Dictionary<string, string?>(start.Environment)
        {
            ["GhostNet__Ledger"] = start.Ledger,
            ["GhostNet__Http"] = http.ToString(),
            ["GhostNet__Cluster__Clustering"] = "Redis",
            ["GhostNet__Cluster__Redis"] = start.Redis,
            ["GhostNet__Cluster__AdvertisedAddress"] = start.Address.ToString(),
            ["GhostNet__Cluster__SiloName"] = start.Name,
            ["GhostNet__Cluster__SiloPort"] = ports[0].ToString(CultureInfo.InvariantCulture),
            ["GhostNet__Cluster__GatewayPort"] = ports[1].ToString(CultureInfo.InvariantCulture),
        };
        string[] program = start.Program is { } published ? [published] : ["dotnet", "exec", start.Assembly ?? ThisAssembly];
        string[] command = [.. start.Through, .. program, .. start.Arguments];
        return new WorkerProcess(GhostNetProcess.Start(command[0], Path.GetDirectoryName(program[^1])!, told, command[1..]), start, http, ports[0], ports[1]);
    }

    /// <summary>Waits until it is an active member of its cluster.</summary>
    public async Task WaitUntilReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = _http, Timeout = TimeSpan.FromSeconds(5) };
        await Until.TrueAsync(
            async () =>
            {
                await FailIfOverAsync();
                return await AskAsync(client, "/health/ready") == HttpStatusCode.OK;
            },
            Patience,
            () => $"worker {Name} to be ready (GET {_http}health/ready)\n{OutputSoFar}");
    }

    /// <summary>Sends a signal to this process alone.</summary>
    public void Signal(UnixSignal signal) => _process.Signal(signal);

    /// <summary>Waits for its end.</summary>
    public Task<Finished> WaitAsync() => _process.WaitAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task FailIfOverAsync()
    {
        if (_process.HasExited)
        {
            var finished = await _process.WaitAsync();
            Assert.Fail($"worker {Name} was over with exit code {finished.ExitCode} before it was ready\n{finished.Output}\n{finished.Error}");
        }
    }

    private static async Task<HttpStatusCode?> AskAsync(HttpClient client, string path)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
