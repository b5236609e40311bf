using GhostNet.Distributed.EndToEnd.Tests.Runs;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests;

/// <summary>A run that is stopped in the middle, by whatever, and begun again by the same command.</summary>
public sealed class InterruptionTests(Workbench bench)
{
    private const int Shards = 200;

    [Theory]
    [InlineData(UnixSignal.Interrupt)]
    [InlineData(UnixSignal.Terminate)]
    internal async Task A_signal_detaches_with_130_and_the_same_command_finishes_without_redoing_a_shard(UnixSignal signal)
    {
        using var folder = new TemporaryFolder();
        var run = new RunOutput(folder["run"]);
        await using (var process = StartSlowly(folder, run))
        {
            await run.WaitForResultsAsync(5, () => process.HasExited);
            process.Signal(signal);
            var stopped = (await process.WaitAsync()).Expect(130);
            Assert.Contains($"Interrupted with {run.ResultFiles().Length} of {Shards} shards accepted. The same command goes on from there", stopped.Error, StringComparison.Ordinal);
            Assert.Empty(stopped.Output);
        }

        await FinishAndCompareAsync(folder, run);
    }

    [Fact]
    public async Task Kill_9_loses_no_accepted_shard_however_often_it_comes()
    {
        using var folder = new TemporaryFolder();
        var run = new RunOutput(folder["run"]);
        foreach (var results in new[] { 3, 40, 90 })
        {
            var before = run.Results;
            await using var process = StartSlowly(folder, run);
            await run.WaitForResultsAsync(results, () => process.HasExited);
            process.Signal(UnixSignal.Kill);
            await process.WaitAsync();
            AssertUntouched(before, run.Results);
        }

        await FinishAndCompareAsync(folder, run);
    }

    private GhostNetProcess StartSlowly(TemporaryFolder folder, RunOutput run) =>
        GhostNetProcess.Start(folder.Path, "evaluate", "--model", bench.Model, "--images", bench.ManyImages, "--out", run.Path, "--shard-size", "2", "--threads", "1");

    private async Task FinishAndCompareAsync(TemporaryFolder folder, RunOutput run)
    {
        var before = run.Results;
        Assert.InRange(before.Count, 1, Shards - 1);
        Assert.False(File.Exists(run.ReportPath), "an unfinished run has a report.json");
        Assert.False(File.Exists(run.PredictionsPath), "an unfinished run has a predictions.jsonl");

        var resumed = (await GhostNetProcess.RunAsync(folder.Path, "evaluate", "--model", bench.Model, "--images", bench.ManyImages, "--out", run.Path, "--shard-size", "2")).Expect(0);
        Assert.Contains($"{before.Count} of {Shards} shards are in the ledger already and are not done again.", resumed.Error, StringComparison.Ordinal);
        AssertUntouched(before, run.Results);
        Assert.Equal(Shards, run.Results.Count);

        var undisturbed = new RunOutput(folder["undisturbed"]);
        (await GhostNetProcess.RunAsync(folder.Path, "evaluate", "--model", bench.Model, "--images", bench.ManyImages, "--out", undisturbed.Path)).Expect(0);
        Assert.Equal(undisturbed.Digest, run.Digest);
        Assert.Equal(undisturbed.Report["top1"]!.ToJsonString(), run.Report["top1"]!.ToJsonString());
        (await GhostNetProcess.RunAsync(folder.Path, "verify", run.Path)).Expect(0);
    }

    private static void AssertUntouched(IReadOnlyDictionary<string, (DateTime Written, string Content)> before, IReadOnlyDictionary<string, (DateTime Written, string Content)> after) =>
        Assert.All(before, blob => Assert.Equal(blob.Value, after[blob.Key]));
}
