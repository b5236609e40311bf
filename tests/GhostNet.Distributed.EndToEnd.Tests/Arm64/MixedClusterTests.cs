using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using GhostNet.Distributed.EndToEnd.Tests.Lanes;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Clusters;
using GhostNet.Distributed.Testing.Processes;
using GhostNet.Distributed.Testing.Published;

namespace GhostNet.Distributed.EndToEnd.Tests.Arm64;

/// <summary>One cluster of two architectures: a coordinator and later a worker of this machine, and a worker that was published for linux-arm64 and runs emulated.</summary>
[Collection(Publishing.Name)]
public sealed class MixedClusterTests : IDisposable
{
    private const double Tolerance = 1e-4;
    private const int Few = 16;

    // Not done before the worker that joins in the middle is there; emulation is slow.
    private const int Many = 300;
    private const int Canary = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder _folder = new();
    private readonly Stopwatch _since = Stopwatch.StartNew();

    private ClusterLedger Ledger => new(new FolderLedgerView(_folder["ledger"]));

    [Fact]
    public async Task An_emulated_arm64_worker_does_the_jobs_that_select_it_and_agrees_with_x64()
    {
        Arm64Emulator.Require();
        var program = await PublishedProgram.OfAsync("src/GhostNet.Distributed.Worker", "ghostnet-worker", "linux-arm64");
        Tell("published");
        var model = (await GhostNetProcess.RunAsync(_folder.Path, "sample", "model", "--out", "model")).Expect(0).Output.Trim();
        await DrawAsync("few", Few);
        await DrawAsync("many", Many);
        await using var redis = await RedisServer.StartAsync();
        await using var coordinator = WorkerProcess.Start(Start("coordinator", redis, threads: 0));
        await coordinator.WaitUntilReadyAsync();
        await using var arm64 = WorkerProcess.Start(Start("arm64", redis, threads: 1) with { Through = Arm64Emulator.CommandOfMember, Program = program });
        await arm64.WaitUntilReadyAsync();
        Tell("coordinator and arm64 worker ready");

        var selecting = await SubmitAsync(redis, model, "few", "--shard-size", "4", "--selector", "arch=arm64");
        var report = await ReportAsync(selecting, "few");
        await AssertAllDoneByAsync(selecting, "arm64");
        await UntilItsHostSaysSoAsync(redis, report["model"]!["digest"]!.GetValue<string>());
        await AssertScoresAsync(redis, selecting, "few", Few);

        // One that selects nobody: begun by the one architecture, and the other joins.
        var common = await SubmitAsync(redis, model, "many", "--shard-size", "10", "--canary", Canary.ToString(CultureInfo.InvariantCulture));
        await Until.TrueAsync(async () => await Ledger.AcceptedAsync(common) > 0, Patience, () => $"the arm64 worker to do a shard of job {common}\n{arm64.OutputSoFar}");
        Tell("the other job is begun");
        await using var x64 = WorkerProcess.Start(Start("x64", redis, threads: 1));
        AssertAgreement((await ReportAsync(common, "many"))["agreement"]!);

        await TestCluster.StopAsync(arm64);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static void AssertAgreement(JsonNode agreement)
    {
        TestCluster.Tell(agreement["conclusion"]!.GetValue<string>());
        Assert.Equal(["arm64", "x64"], agreement["architectures"]!.AsArray().Select(a => a!["architecture"]!.GetValue<string>()));
        Assert.Equal((Canary, 0), (agreement["compared"]!.GetValue<int>(), agreement["differing"]!.GetValue<int>()));
        Assert.InRange(agreement["largestScoreDifference"]!.GetValue<double>(), 0, Tolerance);
        Assert.StartsWith($"arm64 and x64 agree on every one of {Canary} canary samples. Their scores ", agreement["conclusion"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private async Task AssertAllDoneByAsync(string job, string architecture)
    {
        var hosts = (await Ledger.HeadersAsync(job)).Select(header => header["host"]!).ToList();
        Assert.NotEmpty(hosts);
        Assert.All(hosts, host => Assert.Equal((architecture, architecture), (host["name"]!.GetValue<string>(), host["architecture"]!.GetValue<string>())));
    }

    /// <summary>The one that is emulated may take longer to answer than it is given, and is asked again.</summary>
    private async Task UntilItsHostSaysSoAsync(RedisServer redis, string digest)
    {
        var said = "";
        await Until.TrueAsync(
            async () =>
            {
                said = (await RunAsync(redis, "hosts", "-o", "json")).Expect(0).Output;
                var host = JsonNode.Parse(said)!.AsArray().Single(h => h!["name"]!.GetValue<string>() == "arm64")!;
                return host.ToJsonString().Contains(digest, StringComparison.Ordinal);
            },
            Patience,
            () => $"the arm64 worker to say that it has loaded model {digest}\n{said}");
    }

    /// <summary>What it found, held against what one process of this machine finds: the same classes, and scores that differ by rounding.</summary>
    private async Task AssertScoresAsync(RedisServer redis, string job, string images, int samples)
    {
        (await RunAsync(redis, "report", job, "--predictions", "arm64.jsonl")).Expect(0);
        var (here, there) = (Scores(_folder["reference", images, "predictions.jsonl"]), Scores(_folder["arm64.jsonl"]));
        Assert.Equal(samples * 5, here.Count);
        Assert.Equal(here.Keys, there.Keys);
        Assert.All(here, score => Assert.Equal(score.Value, there[score.Key], Tolerance));
        TestCluster.Tell(string.Create(CultureInfo.InvariantCulture, $"{here.Count} scores of {samples} samples differ by at most {here.Max(score => Math.Abs((double)score.Value - there[score.Key])):G2}"));
    }

    private async Task DrawAsync(string images, int count)
    {
        (await GhostNetProcess.RunAsync(_folder.Path, "sample", "images", "--count", count.ToString(CultureInfo.InvariantCulture), "--out", images)).Expect(0);
        (await GhostNetProcess.RunAsync(_folder.Path, "evaluate", "--model", _folder["model", "ghostnet-shapes.onnx"], "--images", images, "--out", _folder["reference", images])).Expect(0);
    }

    private async Task<string> SubmitAsync(RedisServer redis, string model, string images, params string[] more) =>
        (await RunAsync(redis, ["submit", "--model", model, "--images", images, "--ledger", Ledger.Location, .. more])).Expect(0).Output.Trim();

    /// <summary>The report of a job, whose classes are those of one process of this machine.</summary>
    private async Task<JsonNode> ReportAsync(string job, string images)
    {
        var report = JsonNode.Parse(await Ledger.WaitForReportAsync(job))!;
        var reference = JsonNode.Parse(await File.ReadAllTextAsync(_folder["reference", images, "report.json"], TestContext.Current.CancellationToken))!;
        Assert.Equal(("VALID", reference["predictionsDigest"]!.GetValue<string>()), (report["verdict"]!.GetValue<string>(), report["predictionsDigest"]!.GetValue<string>()));
        Tell($"report of {images}");
        return report;
    }

    private Task<Finished> RunAsync(RedisServer redis, params string[] arguments) => GhostNetProcess.RunAsync(_folder.Path, [.. arguments, "--cluster", $"redis://{redis.Address}"]);

    private WorkerStart Start(string name, RedisServer redis, int threads) => new()
    {
        Name = name,
        Redis = redis.Address,
        Ledger = Ledger.Location,
        Environment = new Dictionary<string, string?>(Arm64Emulator.Environment)
        {
            ["GhostNet__Worker__Threads"] = threads.ToString(CultureInfo.InvariantCulture),
            ["GhostNet__Worker__DrainTimeout"] = "00:00:05",
            ["GhostNet__Labels__role"] = threads == 0 ? "coordinator" : null,
            ["Logging__Console__FormatterName"] = "simple",
            ["Logging__LogLevel__Orleans"] = "Warning",
            ["Logging__LogLevel__Microsoft"] = "Warning",
        },
    };

    private void Tell(string what) => TestCluster.Tell(string.Create(CultureInfo.InvariantCulture, $"{_since.Elapsed.TotalSeconds:F1} s: {what}"));

    private static SortedDictionary<(string Sample, int Class), float> Scores(string file) => new(File.ReadLines(file)
        .Select(line => JsonNode.Parse(line)!)
        .SelectMany(line => line["top"]!.AsArray().Select(scored => ((line["sample"]!.GetValue<string>(), scored!["class"]!.GetValue<int>()), scored["score"]!.GetValue<float>())))
        .ToDictionary());
}
