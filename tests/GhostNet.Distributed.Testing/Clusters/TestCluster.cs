using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using GhostNet.Distributed.Testing.Processes;
using Xunit;

namespace GhostNet.Distributed.Testing.Clusters;

/// <summary>Workers, their Redis and their ledger: a cluster of a test's own on this machine.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    /// <summary>Short, so that what a dead worker held is given to another within a test.</summary>
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(3);

    // Each of three workers is at its second shard then, or nearly.
    private const int Begun = 5;

    private static readonly Dictionary<string, string?> Told = new()
    {
        ["GhostNet__Worker__Threads"] = "1",
        ["GhostNet__Worker__WorkAhead"] = "00:00:01",
        ["GhostNet__Worker__DrainTimeout"] = "00:00:05",
        ["GhostNet__Coordinator__LeaseDuration"] = LeaseDuration.ToString("c", CultureInfo.InvariantCulture),
        ["GhostNet__Coordinator__NextExchange"] = "00:00:00.5",
        ["GhostNet__Labels__pool"] = "test",
        ["Logging__Console__FormatterName"] = "simple",
        ["Logging__Console__FormatterOptions__TimestampFormat"] = "HH:mm:ss.fff ",
        ["Logging__Console__FormatterOptions__SingleLine"] = "true",
        ["Logging__LogLevel__Default"] = "Information",
        ["Logging__LogLevel__Orleans"] = "Warning",
        ["Logging__LogLevel__Microsoft"] = "Warning",
    };

    private readonly TemporaryFolder _folder = new();
    private readonly List<WorkerProcess> _workers = [];
    private readonly List<(string Job, string What, DateTimeOffset At)> _disturbed = [];
    private readonly ClusterSetup _setup;
    private int _names;

    private TestCluster(ClusterSetup setup, RedisServer redis)
    {
        (_setup, Redis) = (setup, redis);
        Ledger = new ClusterLedger(setup.Ledger ?? new FolderLedgerView(_folder["ledger"]));
    }

    /// <summary>Where the workers list themselves.</summary>
    public RedisServer Redis { get; }

    /// <summary>What lasts.</summary>
    public ClusterLedger Ledger { get; }

    /// <summary>What it is asked.</summary>
    public ClusterQuestion Question => _setup.Question ?? throw new InvalidOperationException("This cluster was made without a question.");

    /// <summary>As the command line is told.</summary>
    public string Address => Redis.Uri;

    /// <summary>Those that were ever started.</summary>
    public IReadOnlyList<WorkerProcess> EveryWorker => _workers;

    /// <summary>Those that were started and are not over.</summary>
    public IReadOnlyList<WorkerProcess> Workers => [.. _workers.Where(worker => !worker.HasExited)];

    /// <summary>A cluster whose workers are ready.</summary>
    public static async Task<TestCluster> StartAsync(ClusterSetup setup)
    {
        var cluster = new TestCluster(setup, await RedisServer.StartAsync(setup.RedisAddress, setup.RedisLock));
        try
        {
            await cluster.AddWorkersAsync(setup.Workers);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts more workers, and waits until they are ready.</summary>
    /// <param name="count">So many.</param>
    /// <param name="assembly">The <c>ghostnet-worker.dll</c> that they run; the one of this checkout when left out.</param>
    public async Task<IReadOnlyList<WorkerProcess>> AddWorkersAsync(int count, string? assembly = null)
    {
        var added = StartWorkers(count, assembly);
        await Task.WhenAll(added.Select(worker => worker.WaitUntilReadyAsync()));
        return added;
    }

    /// <summary>Starts more workers.</summary>
    public IReadOnlyList<WorkerProcess> StartWorkers(int count, string? assembly = null)
    {
        WorkerProcess[] added = [.. Enumerable.Range(0, count).Select(_ => WorkerProcess.Start(NextStart() with { Assembly = assembly }))];
        _workers.AddRange(added);
        return added;
    }

    /// <summary>Submits a question, and returns the job's id.</summary>
    /// <param name="id">The id; by the question when left out.</param>
    /// <param name="other">The question, when it is not the cluster's own.</param>
    public async Task<string> SubmitAsync(string? id = null, ClusterQuestion? other = null)
    {
        var images = other?.Images ?? _setup.Images ?? Question.Images;
        var submitted = await RunAsync(
        [
            "submit", "--model", Question.Model, "--images", images, "--ledger", Ledger.Location,
            "--shard-size", (other ?? Question).ShardSize.ToString(CultureInfo.InvariantCulture), .. id is null ? [] : new[] { "--id", id },
        ]);
        return submitted.Expect(0).Output.Trim();
    }

    /// <summary>Submits the question, and waits until the job is well under way.</summary>
    public async Task<string> BeginAsync(string? id = null)
    {
        var job = await SubmitAsync(id);
        await Ledger.WaitForResultsAsync(job, Begun);
        return job;
    }

    /// <summary>Runs a verb of <c>ghostnet</c> against this cluster.</summary>
    public async Task<Finished> RunAsync(params IEnumerable<string> arguments)
    {
        await using var process = Start(arguments);
        return await process.WaitAsync();
    }

    /// <summary>Runs a verb of <c>ghostnet</c> against this cluster, told other things by its environment.</summary>
    public async Task<Finished> RunAsync(IReadOnlyDictionary<string, string?> environment, params IEnumerable<string> arguments)
    {
        await using var process = GhostNetProcess.Start("dotnet", _folder.Path, environment, ["exec", GhostNetProcess.Assembly, .. arguments]);
        return await process.WaitAsync();
    }

    /// <summary>Starts a verb of <c>ghostnet</c> against this cluster.</summary>
    public GhostNetProcess Start(params IEnumerable<string> arguments) =>
        GhostNetProcess.Start("dotnet", _folder.Path, _setup.ClientEnvironment, ["exec", _setup.Client ?? GhostNetProcess.Assembly, .. arguments, "--cluster", Address]);

    /// <summary>Waits until one of the workers coordinates the job, and returns it.</summary>
    public async Task<WorkerProcess> FindCoordinatorAsync(string job)
    {
        await Until.TrueAsync(() => Workers.Any(worker => worker.Coordinates(job)), TimeSpan.FromMinutes(2), () => $"a worker to say that it coordinates job {job}");
        return Workers.First(worker => worker.Coordinates(job));
    }

    /// <summary>Waits until another worker has had a shard of the job accepted, and returns it.</summary>
    public async Task<WorkerProcess> FindAtWorkAsync(string job, WorkerProcess except)
    {
        WorkerProcess? found = null;
        await Until.TrueAsync(
            async () =>
            {
                var names = (await Ledger.HeadersAsync(job)).Select(header => header["host"]!["name"]!.GetValue<string>()).ToHashSet();
                found = Workers.FirstOrDefault(worker => worker != except && names.Contains(worker.Name));
                return found is not null;
            },
            TimeSpan.FromMinutes(2),
            () => $"a worker other than {except.Name} to do a shard of job {job}");
        return found!;
    }

    /// <summary>Disturbs the cluster in the middle of a job, and tells how long it took until another shard was accepted. What was accepted before stays as it is.</summary>
    /// <returns>That time.</returns>
    public async Task<TimeSpan> DisturbAsync(string job, string what, Func<Task> disturbance)
    {
        var before = await Ledger.ResultsAsync(job);
        await disturbance();
        var since = Stopwatch.StartNew();
        _disturbed.Add((job, what, TimeProvider.System.GetUtcNow()));
        var accepted = await Ledger.AcceptedAsync(job);
        Assert.True(accepted < ClusterQuestion.Shards, $"the job was done before {what} could disturb it");
        await Ledger.WaitForResultsAsync(job, accepted + 1);
        var until = since.Elapsed;
        Tell(string.Create(CultureInfo.InvariantCulture, $"{what}: {until.TotalSeconds:F2} s to the next accepted shard, with {accepted} of {ClusterQuestion.Shards} accepted before"));
        var after = await Ledger.ResultsAsync(job);
        Assert.All(before, result => Assert.Equal(result.Value, after[result.Key]));
        return until;
    }

    /// <summary>Waits for the report, and holds it against the one of a single undisturbed process.</summary>
    public async Task AssertExactAsync(string job)
    {
        var since = Stopwatch.StartNew();
        await Ledger.WaitForReportAsync(job);
        Tell(string.Create(CultureInfo.InvariantCulture, $"report {since.Elapsed.TotalSeconds:F2} s later"));
        TellOfWorkBegunAfterwards(job, await Ledger.HeadersAsync(job));
        await Ledger.AssertExactAsync(job, Question);
    }

    /// <summary>Ends a worker as an orchestrator does, and checks that it leaves in good order.</summary>
    public static async Task StopAsync(WorkerProcess worker)
    {
        var since = Stopwatch.StartNew();
        worker.Signal(UnixSignal.Terminate);
        (await worker.WaitAsync()).Expect(0);
        Tell(string.Create(CultureInfo.InvariantCulture, $"{worker.Name} left {since.Elapsed.TotalSeconds:F2} s after SIGTERM"));
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

    /// <summary>The next accepted shard is mostly one that a survivor was busy with; this one had to be leased first.</summary>
    private void TellOfWorkBegunAfterwards(string job, IReadOnlyList<JsonNode> headers)
    {
        foreach (var (_, what, at) in _disturbed.Where(disturbance => disturbance.Job == job))
        {
            var finished = headers.Where(header => header["startedAt"]!.GetValue<DateTimeOffset>() > at).Select(header => header["finishedAt"]!.GetValue<DateTimeOffset>()).DefaultIfEmpty(at).Min();
            Tell(finished > at ? string.Create(CultureInfo.InvariantCulture, $"{what}: {(finished - at).TotalSeconds:F2} s to the end of the first shard that was begun afterwards") : $"{what}: no shard was begun afterwards");
        }
    }

    private WorkerStart NextStart()
    {
        var number = _names++;
        var start = new WorkerStart { Name = $"worker-{number}", Redis = Redis.Address, Ledger = Ledger.Location, Environment = Told };
        return _setup.Configure(number, start);
    }
}
