using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using GhostNet.Distributed.EndToEnd.Tests.Cluster.Stores;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests.Cluster.Soaking;

/// <summary>A cluster that has to go through whatever a seeded generator thinks of.</summary>
internal sealed class Soak : IAsyncDisposable
{
    private const int Workers = 3;
    private const int MostWorkers = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    private readonly TestCluster _cluster;
    private readonly BadWay _way;
    private readonly Random _random;
    private readonly (string Kind, Func<string, Task> Do)[] _disturbances;
    private readonly ConcurrentDictionary<WorkerProcess, bool> _hanging = new();
    private readonly List<Task> _awakenings = [];
    private readonly CancellationTokenSource _over = new();
    private int _kept;

    private Soak(TestCluster cluster, BadWay way, Random random)
    {
        (_cluster, _way, _random) = (cluster, way, random);
        _disturbances =
        [
            ("kill -9 of a worker", _ => TestCluster.KillAsync(Any())),
            ("kill -9 of the coordinator", job => TestCluster.KillAsync(_cluster.Workers.FirstOrDefault(worker => worker.Coordinates(job)) ?? Any())),
            ("kill -9 of two", _ => TestCluster.KillAsync(_cluster.Workers.Take(2))),
            ("kill -9 of all", _ => TestCluster.KillAsync(_cluster.Workers)),
            ("SIGSTOP for a while", _ => Hang()),
            ("SIGTERM", _ => TerminateAsync()),
            ("Redis killed and restarted", _ => RestartRedisAsync(loseData: false)),
            ("Redis killed and its data lost", _ => RestartRedisAsync(loseData: true)),
            ("a worker joins", _ => _cluster.Workers.Count < MostWorkers ? _cluster.AddWorkersAsync(1) : Task.CompletedTask),
            ("store answers 503", _ => Spoil(new ProxyFault.Answer(503))),
            ("store answers 500", _ => Spoil(new ProxyFault.Answer(500))),
            ("store is slow", _ => Spoil(new ProxyFault.Delay(TimeSpan.FromSeconds(3)))),
            ("store cuts connections mid-body", _ => Spoil(new ProxyFault.CutBody(1000))),
            ("store's answers get lost", _ => Spoil(new ProxyFault.LoseAnswer())),
            ("store is dead for a while", _ => BuryStoreAsync()),
        ];
    }

    /// <summary>What happened.</summary>
    public SoakRecord Record { get; } = new();

    /// <summary>A cluster that is ready to be disturbed.</summary>
    public static async Task<Soak> StartAsync(StoreBench bench, Random random)
    {
        var way = new BadWay();
        return new Soak(await bench.StartClusterAsync(_ => way.Open(bench.Port)), way, random);
    }

    /// <summary>One job after another until the time is over; the last one is brought to its end.</summary>
    public async Task RunAsync(TimeSpan duration)
    {
        var since = Stopwatch.StartNew();
        for (var number = 1; since.Elapsed < duration; number++)
        {
            var job = string.Create(CultureInfo.InvariantCulture, $"soak-{number}");
            try
            {
                await RunJobAsync(job);
            }
            catch
            {
                // What did not come, and why, is in them alone: the cluster is gone in a moment.
                await KeepLogsAsync(job);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_awakenings);
        await _cluster.DisposeAsync();
        await _way.DisposeAsync();
        _over.Dispose();
    }

    private async Task RunJobAsync(string id)
    {
        var since = Stopwatch.StartNew();
        await ReplaceAsync();
        var job = await _cluster.SubmitAsync(id);
        var disturbances = 0;
        while (await NextMomentAsync(job))
        {
            var (kind, disturb) = _disturbances[_random.Next(_disturbances.Length)];

            // What is left of an earlier one would be counted as this one's.
            _way.Proxy.Heal();
            await disturb(job);
            await RecordAsync(job, kind);
            await ReplaceAsync();
            disturbances++;
        }

        var difference = await DifferenceAsync(job);
        if (difference is not null)
        {
            await KeepLogsAsync(job);
        }

        var headers = await _cluster.Ledger.HeadersAsync(job);
        Record.Add(new SoakedJob(id, _cluster.Question.Samples, headers.Count, headers.Count(header => header["attempt"]!.GetValue<int>() > 1), difference));
        Tell($"{id}: {(difference is null ? "digest equal" : $"DIFFERENT: {difference}")} after {disturbances} disturbances in {Seconds(since.Elapsed)} s");
    }

    /// <summary>Waits until some more shards are accepted; false when the job ended meanwhile.</summary>
    private async Task<bool> NextMomentAsync(string job)
    {
        var target = await _cluster.Ledger.AcceptedAsync(job) + _random.Next(1, ClusterQuestion.Shards / 3);
        if (target >= ClusterQuestion.Shards)
        {
            return false;
        }

        await _cluster.Ledger.WaitForResultsAsync(job, target);
        return true;
    }

    private async Task RecordAsync(string job, string kind)
    {
        var since = Stopwatch.StartNew();
        var accepted = await _cluster.Ledger.AcceptedAsync(job);
        if (accepted >= ClusterQuestion.Shards)
        {
            Record.Add(new Disturbed(kind, null));
            Tell($"{job}: {kind}; all shards were accepted");
            return;
        }

        // Of all that were killed none would go on; the others are started while the time runs.
        await ReplaceAllAsync();
        await _cluster.Ledger.WaitForResultsAsync(job, accepted + 1);
        var toNext = since.Elapsed;
        Record.Add(new Disturbed(kind, toNext));
        Tell($"{job}: {kind}; {Seconds(toNext)} s to the next accepted shard, with {accepted} accepted before");
        if (toNext > Long)
        {
            await KeepLogsAsync(job);
        }
    }

    /// <summary>What the workers said, for whoever wants to know what took so long.</summary>
    private async Task KeepLogsAsync(string job)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "soak-logs", string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{job}-{++_kept}")));
        foreach (var worker in _cluster.EveryWorker)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{worker.Name}.log"), worker.OutputSoFar);
        }

        Tell($"the workers' logs are in {folder.FullName}");
    }

    private Task Hang()
    {
        var worker = Any();
        worker.Signal(UnixSignal.Stop);
        _hanging.TryAdd(worker, true);
        _awakenings.Add(AwakeAsync(worker, TimeSpan.FromSeconds(1 + (_random.NextDouble() * 11))));
        return Task.CompletedTask;
    }

    // Some come back before they are missed, some after they were declared dead.
    private async Task AwakeAsync(WorkerProcess worker, TimeSpan after)
    {
        try
        {
            await Task.Delay(after, _over.Token);
            worker.Signal(UnixSignal.Continue);
            _hanging.TryRemove(worker, out _);
        }
        catch (OperationCanceledException)
        {
            // The end of the soak ends the process, too.
        }
    }

    private async Task TerminateAsync()
    {
        var worker = Any();
        worker.Signal(UnixSignal.Terminate);
        var over = await worker.WaitAsync();
        if (over.ExitCode != 0)
        {
            // One that was hung, and learned of its death in the moment in which it was asked to go.
            Tell($"{worker.Name} ended with exit code {over.ExitCode}");
        }
    }

    private async Task RestartRedisAsync(bool loseData)
    {
        await _cluster.Redis.KillAsync();
        if (loseData)
        {
            _cluster.Redis.LoseData();
        }

        await _cluster.Redis.RestartAsync();
    }

    private Task Spoil(ProxyFault fault)
    {
        _way.Begin(fault, _random.Next(10, 100));
        return Task.CompletedTask;
    }

    private async Task BuryStoreAsync()
    {
        _way.Proxy.Always(new ProxyFault.Refuse());
        await Task.Delay(TimeSpan.FromSeconds(1 + (_random.NextDouble() * 14)), TestContext.Current.CancellationToken);
        _way.Proxy.Heal();
    }

    private Task ReplaceAllAsync() => _cluster.Workers.Count == 0 ? ReplaceAsync() : Task.CompletedTask;

    private async Task ReplaceAsync()
    {
        if (Workers - _cluster.Workers.Count is > 0 and var missing)
        {
            await _cluster.AddWorkersAsync(missing);
        }
    }

    private async Task<string?> DifferenceAsync(string job)
    {
        try
        {
            await _cluster.AssertExactAsync(job).WaitAsync(Patience);
            return null;
        }
        catch (Exception e) when (e is Xunit.Sdk.XunitException or TimeoutException)
        {
            return e.Message.ReplaceLineEndings(" ");
        }
    }

    private WorkerProcess Any()
    {
        // One that hangs neither ends in good order nor hangs more than it does; if all do, any.
        var workers = _cluster.Workers;
        var awake = workers.Where(worker => !_hanging.ContainsKey(worker)).ToList();
        return awake.Count > 0 ? awake[_random.Next(awake.Count)] : workers[_random.Next(workers.Count)];
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture);

    private static void Tell(string line) => TestCluster.Tell(line);
}
