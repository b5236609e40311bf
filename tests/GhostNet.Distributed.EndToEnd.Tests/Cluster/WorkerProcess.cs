using System.Globalization;
using System.Net;
using GhostNet.Distributed.EndToEnd.Tests.Processes;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>One process of the built <c>ghostnet-worker</c>, told by environment variables as in a container.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Assembly = GhostNetProcess.Built("GhostNet.Distributed.Worker", "ghostnet-worker.dll");

    private readonly GhostNetProcess _process;
    private readonly Uri _http;

    private WorkerProcess(GhostNetProcess process, string name, Uri http)
    {
        _process = process;
        _http = http;
        Name = name;
    }

    /// <summary>Name of its silo.</summary>
    public string Name { get; }

    /// <summary>Whether the process is over.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Whether this worker has opened a job as its coordinator.</summary>
    public bool Coordinates(string job) => _process.OutputSoFar.Contains($"Job {job}: ", StringComparison.Ordinal) && _process.OutputSoFar.Contains(" of them accepted already.", StringComparison.Ordinal);

    /// <summary>Starts a worker; it may take seconds to be in its cluster.</summary>
    /// <param name="name">Name of its silo.</param>
    /// <param name="redis">Where its cluster is listed.</param>
    /// <param name="ledger">The folder of the ledger.</param>
    /// <param name="environment">What else it is told.</param>
    public static WorkerProcess Start(string name, RedisServer redis, string ledger, IReadOnlyDictionary<string, string?> environment)
    {
        var ports = FreePort.Take(3);
        var http = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports[2]}"));
        var told = new Dictionary<string, string?>(environment)
        {
            ["GhostNet__Ledger"] = ledger,
            ["GhostNet__Http"] = http.ToString(),
            ["GhostNet__Cluster__Clustering"] = "Redis",
            ["GhostNet__Cluster__Redis"] = redis.Address,
            ["GhostNet__Cluster__AdvertisedAddress"] = "127.0.0.1",
            ["GhostNet__Cluster__SiloName"] = name,
            ["GhostNet__Cluster__SiloPort"] = ports[0].ToString(CultureInfo.InvariantCulture),
            ["GhostNet__Cluster__GatewayPort"] = ports[1].ToString(CultureInfo.InvariantCulture),
        };
        return new WorkerProcess(GhostNetProcess.Start("dotnet", Path.GetDirectoryName(Assembly)!, told, "exec", Assembly), name, http);
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
            () => $"worker {Name} to be ready (GET {_http}health/ready)");
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
