using GhostNet.Distributed.EndToEnd.Tests.Runs;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests;

public sealed class VerifyTests(Workbench bench)
{
    [Fact]
    public async Task An_untouched_run_agrees_and_report_prints_its_json_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        var run = await EvaluateAsync(folder);

        var verified = (await GhostNetProcess.RunAsync(folder.Path, "verify", run.Path, "-o", "json")).Expect(0);
        Assert.Contains("\"agrees\": true", verified.Output, StringComparison.Ordinal);
        Assert.Contains(run.Digest, verified.Output, StringComparison.Ordinal);

        var shown = (await GhostNetProcess.RunAsync(folder.Path, "report", run.Path, "-o", "json")).Expect(0);
        Assert.Equal(File.ReadAllText(run.ReportPath), shown.Output);
    }

    [Fact]
    public async Task A_changed_number_a_changed_prediction_and_a_missing_file_are_told()
    {
        using var folder = new TemporaryFolder();
        var run = await EvaluateAsync(folder);
        var (report, predictions) = (File.ReadAllText(run.ReportPath), File.ReadAllText(run.PredictionsPath));

        run.ChangeReport(r => r["top1"]!["correct"] = 29);
        Assert.Contains("top1", (await VerifyAsync(folder, run)).Expect(1).Output, StringComparison.OrdinalIgnoreCase);

        File.WriteAllText(run.ReportPath, report);
        var best = run.Predictions[0]["top"]![0]!["class"]!.GetValue<int>();
        File.WriteAllText(run.PredictionsPath, Replace(predictions, $"\"class\":{best}", $"\"class\":{(best + 1) % 10}"));
        Assert.Contains("predictions:", (await VerifyAsync(folder, run)).Expect(1).Output, StringComparison.Ordinal);

        File.WriteAllText(run.PredictionsPath, predictions[..^30]);
        Assert.Contains("is damaged", (await VerifyAsync(folder, run)).Expect(1).Output, StringComparison.Ordinal);

        File.WriteAllText(run.PredictionsPath, predictions);
        (await VerifyAsync(folder, run)).Expect(0);

        File.WriteAllText(run.ReportPath, "{");
        Assert.Contains("is not a report", (await VerifyAsync(folder, run)).Expect(1).Error, StringComparison.Ordinal);

        File.Delete(run.ReportPath);
        (await VerifyAsync(folder, run)).Expect(4);
    }

    [Fact]
    public async Task A_damaged_result_is_told_and_a_lost_one_makes_the_report_disagree()
    {
        using var folder = new TemporaryFolder();
        var run = await EvaluateAsync(folder, "--shard-size", "10");
        var blob = run.ResultFiles().Order(StringComparer.Ordinal).First();
        var content = File.ReadAllBytes(blob);

        File.Delete(blob);
        File.WriteAllBytes(blob, content[..^20]);
        Assert.Contains("is damaged", (await VerifyAsync(folder, run)).Expect(1).Error, StringComparison.Ordinal);

        File.Delete(blob);
        Assert.Contains("does not agree with its ledger", (await VerifyAsync(folder, run)).Expect(1).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_not_finished_has_no_report_yet()
    {
        using var folder = new TemporaryFolder();
        var run = new RunOutput(folder["run"]);
        await using (var process = GhostNetProcess.Start(folder.Path, "evaluate", "--model", bench.Model, "--images", bench.ManyImages, "--out", run.Path, "--shard-size", "2", "--threads", "1"))
        {
            await run.WaitForResultsAsync(1, () => process.HasExited);
            process.Signal(UnixSignal.Kill);
            await process.WaitAsync();
        }

        Assert.Contains("is not finished", (await GhostNetProcess.RunAsync(folder.Path, "report", run.Path)).Expect(4).Error, StringComparison.Ordinal);
        (await VerifyAsync(folder, run)).Expect(4);
    }

    private async Task<RunOutput> EvaluateAsync(TemporaryFolder folder, params string[] more)
    {
        var run = new RunOutput(folder["run"]);
        (await GhostNetProcess.RunAsync(folder.Path, ["evaluate", "--model", bench.Model, "--images", bench.FewImages, "--out", run.Path, .. more])).Expect(0);
        return run;
    }

    private static Task<Finished> VerifyAsync(TemporaryFolder folder, RunOutput run) => GhostNetProcess.RunAsync(folder.Path, "verify", run.Path);

    private static string Replace(string text, string first, string by)
    {
        var at = text.IndexOf(first, StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, at), by, text.AsSpan(at + first.Length));
    }
}
