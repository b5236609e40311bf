using System.Globalization;
using GhostNet.Distributed.Benchmarks.Inputs;
using GhostNet.Distributed.Benchmarks.Measuring;
using GhostNet.Distributed.Benchmarks.Overhead;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.Benchmarks.Clusters;

/// <summary>A worker that does one job after the other, as workers do: what is measured is a job that finds the model loaded and the code compiled.</summary>
internal sealed class LongLivedWorker : IAsyncDisposable
{
    private readonly RedisServer _redis;
    private readonly WorkerProcess _worker;
    private readonly ClusterLedger _ledger;
    private readonly string _folder;
    private int _jobs;

    private LongLivedWorker(RedisServer redis, WorkerProcess worker, ClusterLedger ledger, string folder) => (_redis, _worker, _ledger, _folder) = (redis, worker, ledger, folder);

    /// <summary>Starts a worker with a Redis of its own and a folder as ledger.</summary>
    /// <param name="folder">Where the ledger goes.</param>
    /// <param name="threads">Inference threads.</param>
    /// <param name="environment">What else worker and command line are told.</param>
    /// <param name="through">What the worker is started through.</param>
    public static async Task<LongLivedWorker> StartAsync(
        TemporaryFolder folder, int threads, IReadOnlyDictionary<string, string>? environment = null, IReadOnlyList<string>? through = null)
    {
        Dictionary<string, string?> told = new(environment?.Select(entry => KeyValuePair.Create(entry.Key, (string?)entry.Value)) ?? [])
        {
            ["GhostNet__Worker__Threads"] = threads.ToString(CultureInfo.InvariantCulture),
            ["Logging__LogLevel__Default"] = "Warning",
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Warning",
        };
        var redis = await RedisServer.StartAsync(null);
        var worker = WorkerProcess.Start(new WorkerStart { Name = "worker", Redis = redis.Address, Ledger = folder["ledger"], Environment = told, Through = through ?? [] });
        var started = new LongLivedWorker(redis, worker, new ClusterLedger(new FolderLedgerView(folder["ledger"])), folder.Path) { Environment = told };
        try
        {
            await worker.WaitUntilReadyAsync();
            return started;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    private IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Lets it do a job, and tells what that took.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Where the images are from.</param>
    /// <param name="location">Where they are.</param>
    public async Task<JobCost> RunAsync(GhostNetModel model, ImageSets images, string location)
    {
        var job = string.Create(CultureInfo.InvariantCulture, $"job-{_jobs++}");
        var before = ProcessTimes.Of(_worker.ProcessId);
        await using (var submit = GhostNetProcess.Start("dotnet", _folder, Environment, Submission(job, model, images, location)))
        {
            (await submit.WaitAsync()).Expect(0);
        }

        await _ledger.WaitForReportAsync(job);
        var after = ProcessTimes.Of(_worker.ProcessId);
        var headers = await _ledger.HeadersAsync(job);
        var seconds = (headers.Max(header => header["finishedAt"]!.GetValue<DateTimeOffset>()) - headers.Min(header => header["startedAt"]!.GetValue<DateTimeOffset>())).TotalSeconds;
        var (processor, waited) = after.Since(before, name => InferenceThreads.Are(name, model));
        return new JobCost(seconds, after.All - before.All, processor, waited);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _redis.DisposeAsync();
    }

    private string[] Submission(string job, GhostNetModel model, ImageSets images, string location) =>
    [
        "exec", GhostNetProcess.Assembly, "submit", "--cluster", $"redis://{_redis.Address}", "--ledger", _ledger.Location, "--id", job, "--model", model.Path, "--images", location,
        "--kind", images.ArePhotographs ? "evaluate" : "predict", .. images.ClassList is { } classes ? new[] { "--classes", classes } : [],
    ];
}
