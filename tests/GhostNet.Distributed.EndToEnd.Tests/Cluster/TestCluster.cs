using System.Diagnostics;
using System.Globalization;
using GhostNet.Distributed.EndToEnd.Tests.Processes;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster;

/// <summary>Workers, their Redis and their ledger: a cluster of a test's own on this machine.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    /// <summary>Short, so that what a dead worker held is given to another within a test.</summary>
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(3);

    private static readonly Dictionary<string, string?> Told = new()
    {
        ["GhostNet__Worker__Threads"] = "1",
        ["GhostNet__Worker__WorkAhead"] = "00:00:02",
        ["GhostNet__Worker__DrainTimeout"] = "00:00:05",
        ["GhostNet__Coordinator__LeaseDuration"] = LeaseDuration.ToString("c", CultureInfo.InvariantCulture),
        ["GhostNet__Coordinator__NextExchange"] = "00:00:00.5",
        ["GhostNet__Labels__pool"] = "test",
        ["Logging__LogLevel__Default"] = "Information",
        ["Logging__LogLevel__Orleans"] = "Warning",
        ["Logging__LogLevel__Microsoft"] = "Warning",
    };

    private readonly TemporaryFolder _folder = new();
    private readonly List<WorkerProcess> _workers = [];
    private readonly ClusterBench _bench;
    private int _names;

    private TestCluster(ClusterBench bench, RedisServer redis)
    {
        (_bench, Redis) = (bench, redis);
        Ledger = new ClusterLedger(_folder["ledger"]);
    }

    /// <summary>Where the workers list themselves.</summary>
    public RedisServer Redis { get; }

    /// <summary>What lasts.</summary>
    public ClusterLedger Ledger { get; }

    /// <summary>As the command line is told.</summary>
    public string Address => $"redis://{Redis.Address}";

    /// <summary>Those that were started and are not over.</summary>
    public IReadOnlyList<WorkerProcess> Workers => [.. _workers.Where(worker => !worker.HasExited)];

    /// <summary>A cluster whose workers are ready.</summary>
    public static async Task<TestCluster> StartAsync(ClusterBench bench, int workers = 3)
    {
        var cluster = new TestCluster(bench, await RedisServer.StartAsync());
        try
        {
            await cluster.AddWorkersAsync(workers);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts more workers, and waits until they are ready.</summary>
    public async Task<IReadOnlyList<WorkerProcess>> AddWorkersAsync(int count)
    {
        WorkerProcess[] added = [.. Enumerable.Range(0, count).Select(_ => WorkerProcess.Start($"worker-{_names++}", Redis, Ledger.Path, Told))];
        _workers.AddRange(added);
        await Task.WhenAll(added.Select(worker => worker.WaitUntilReadyAsync()));
        return added;
    }

    /// <summary>Submits the bench's question, and returns the job's id.</summary>
    /// <param name="id">The id; by the question when left out.</param>
    public async Task<string> SubmitAsync(string? id = null)
    {
        const int ShardSize = ClusterBench.Samples / ClusterBench.Shards;
        var submitted = await RunAsync(
        [
            "submit", "--model", _bench.Model, "--images", _bench.Images, "--ledger", Ledger.Path, "--shard-size", ShardSize.ToString(CultureInfo.InvariantCulture),
            .. id is null ? [] : new[] { "--id", id },
        ]);
        return submitted.Expect(0).Output.Trim();
    }

    /// <summary>Runs a verb of <c>ghostnet</c> against this cluster.</summary>
    public Task<Finished> RunAsync(params IEnumerable<string> arguments) => GhostNetProcess.RunAsync(_folder.Path, [.. arguments, "--cluster", Address]);

    /// <summary>Waits until one of the workers coordinates the job, and returns it.</summary>
    public async Task<WorkerProcess> FindCoordinatorAsync(string job)
    {
        await Until.TrueAsync(() => Workers.Any(worker => worker.Coordinates(job)), TimeSpan.FromSeconds(30), () => $"a worker to say that it coordinates job {job}");
        return Workers.First(worker => worker.Coordinates(job));
    }

    /// <summary>Disturbs the cluster in the middle of a job, and tells how long it took until another shard was accepted.</summary>
    public async Task DisturbAsync(string job, string what, Func<Task> disturbance)
    {
        var before = Ledger.Results(job);
        Assert.InRange(before.Count, 1, ClusterBench.Shards - 1);
        await disturbance();
        var since = Stopwatch.StartNew();
        var accepted = Ledger.Accepted(job);
        Assert.True(accepted < ClusterBench.Shards, $"the job was done before {what} could disturb it");
        await Ledger.WaitForResultsAsync(job, accepted + 1);
        Tell($"{what}: {since.Elapsed.TotalSeconds:F2} s to the next accepted shard, with {accepted} of {ClusterBench.Shards} accepted before");
        var after = Ledger.Results(job);
        Assert.All(before, result => Assert.Equal(result.Value, after[result.Key]));
    }

    /// <summary>Waits for the report, and holds it against the one of a single undisturbed process.</summary>
    public async Task AssertExactAsync(string job)
    {
        var since = Stopwatch.StartNew();
        var report = await Ledger.WaitForReportAsync(job);
        Tell($"report {since.Elapsed.TotalSeconds:F2} s later");
        var samples = report["samples"]!;
        Assert.Equal(ClusterBench.Samples, samples["total"]!.GetValue<int>());
        Assert.Equal(ClusterBench.Samples, samples["scored"]!.GetValue<int>() + samples["failed"]!.GetValue<int>());
        Assert.Equal(ClusterBench.Shards, Ledger.Accepted(job));
        Assert.Equal(ClusterBench.Shards, report["hosts"]!.AsArray().Sum(host => host!["shards"]!.GetValue<int>()));
        foreach (var same in new[] { "predictionsDigest", "top1", "top5", "verdict" })
        {
            Assert.Equal(_bench.Reference[same]!.ToJsonString(), report[same]!.ToJsonString());
        }
    }

    /// <summary>Ends a worker as an orchestrator does, and checks that it leaves in good order.</summary>
    public static async Task StopAsync(WorkerProcess worker)
    {
        var since = Stopwatch.StartNew();
        worker.Signal(UnixSignal.Terminate);
        (await worker.WaitAsync()).Expect(0);
        Tell($"{worker.Name} left {since.Elapsed.TotalSeconds:F2} s after SIGTERM");
    }

    /// <summary>kill -9, and waits until the processes are gone.</summary>
    public static async Task KillAsync(params IEnumerable<WorkerProcess> workers)
    {
        WorkerProcess[] killed = [.. workers];
        Array.ForEach(killed, worker => worker.Signal(UnixSignal.Kill));
        await Task.WhenAll(killed.Select(worker => worker.WaitAsync()));
    }

    /// <summary>A line beside the test's result: what was measured.</summary>
    public static void Tell(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        await Redis.DisposeAsync();
        _folder.Dispose();
    }
}
