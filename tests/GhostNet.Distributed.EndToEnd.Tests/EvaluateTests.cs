using System.Text.Json.Nodes;
using GhostNet.Distributed.EndToEnd.Tests.Runs;
using GhostNet.Distributed.Testing;
using GhostNet.Distributed.Testing.Processes;

namespace GhostNet.Distributed.EndToEnd.Tests;

public sealed class EvaluateTests(Workbench bench)
{
    [Fact]
    public async Task Out_holds_report_markdown_predictions_and_ledger_and_stdout_is_the_report()
    {
        using var folder = new TemporaryFolder();
        var run = new RunOutput(folder["run"]);
        var finished = (await EvaluateAsync(folder, bench.FewImages, "--out", run.Path, "--top", "3", "-o", "json")).Expect(0);

        Assert.Equal(File.ReadAllText(run.ReportPath), finished.Output);
        var report = JsonNode.Parse(finished.Output)!;
        foreach (var member in new[] { "schemaVersion", "verdict", "reasons", "samples", "top1", "top5", "failures", "model", "dataset", "recipe", "throughput", "latency", "hosts", "environment" })
        {
            Assert.True(report[member] is not null, $"report.json has no {member}");
        }

        Assert.Equal("VALID", report["verdict"]!.GetValue<string>());
        Assert.Equal("""{"total":30,"scored":30,"failed":0}""", report["samples"]!.ToJsonString());
        Assert.All(new[] { "model", "dataset", "recipe" }, subject => Assert.Matches("^[0-9a-f]{64}$", report[subject]!["digest"]!.GetValue<string>()));
        Assert.All(new[] { "correct", "ratio", "low", "high" }, figure => Assert.NotNull(report["top1"]![figure]));
        Assert.NotEmpty(report["throughput"]!["definition"]!.GetValue<string>());
        Assert.StartsWith("# VALID: tiny on few", File.ReadAllText(folder["run", "report.md"]), StringComparison.Ordinal);
        Assert.Equal(["ledger", "predictions.jsonl", "report.json", "report.md"], Visible(run.Path));
    }

    [Fact]
    public async Task Predictions_have_a_line_a_sample_with_the_label_and_as_many_classes_as_asked_for()
    {
        using var folder = new TemporaryFolder();
        var run = new RunOutput(folder["run"]);
        (await EvaluateAsync(folder, bench.FewImages, "--out", run.Path, "--top", "3")).Expect(0);

        Assert.Equal(30, run.Predictions.Count);
        Assert.All(run.Predictions, line =>
        {
            Assert.StartsWith($"class-{line["label"]}/", line["sample"]!.GetValue<string>(), StringComparison.Ordinal);
            var scores = line["top"]!.AsArray().Select(ranked => ranked!["score"]!.GetValue<double>()).ToArray();
            Assert.Equal(3, scores.Length);
            Assert.Equal(scores.OrderDescending(), scores);
            Assert.All(line["top"]!.AsArray(), ranked => Assert.InRange(ranked!["class"]!.GetValue<int>(), 0, 9));
        });
    }

    [Fact]
    public async Task The_digest_does_not_depend_on_shard_size_batch_or_threads()
    {
        using var folder = new TemporaryFolder();
        string[][] ways = [["--shard-size", "1", "--batch", "1", "--threads", "1"], ["--shard-size", "7", "--batch", "5", "--threads", "3"], ["--shard-size", "65536", "--batch", "256"]];
        List<string> digests = [];
        foreach (var (i, way) in ways.Index())
        {
            var run = new RunOutput(folder[$"run-{i}"]);
            (await EvaluateAsync(folder, bench.FewImages, ["--out", run.Path, .. way])).Expect(0);
            digests.Add(run.Digest);
        }

        Assert.Single(digests.Distinct());
    }

    [Fact]
    public async Task Two_at_once_work()
    {
        using var folder = new TemporaryFolder();
        RunOutput[] runs = [new(folder["a"]), new(folder["b"])];
        var finished = await Task.WhenAll(runs.Select(run => EvaluateAsync(folder, bench.FewImages, "--out", run.Path)));

        Assert.All(finished, f => f.Expect(0));
        Assert.Equal(runs[0].Digest, runs[1].Digest);
    }

    [Fact]
    public async Task Two_at_once_in_one_folder_are_a_conflict_and_the_first_goes_on()
    {
        using var folder = new TemporaryFolder();
        var run = new RunOutput(folder["run"]);
        string[] command = ["evaluate", "--model", bench.Model, "--images", bench.ManyImages, "--out", run.Path, "--shard-size", "2", "--threads", "1"];
        await using var first = GhostNetProcess.Start(folder.Path, command);
        await run.WaitForResultsAsync(1, () => first.HasExited);

        var second = (await GhostNetProcess.RunAsync(folder.Path, command)).Expect(5);

        Assert.Contains($"Another ghostnet process is at work in {run.Path}", second.Error, StringComparison.Ordinal);
        Assert.False(first.HasExited, "the second run was to be refused while the first one works");
    }

    [Fact]
    public async Task The_same_again_does_nothing_again_and_another_question_in_the_same_folder_is_a_conflict()
    {
        using var folder = new TemporaryFolder();
        var run = new RunOutput(folder["run"]);
        (await EvaluateAsync(folder, bench.FewImages, "--out", run.Path)).Expect(0);
        var (results, report) = (run.Results, File.ReadAllText(run.ReportPath));

        var again = (await EvaluateAsync(folder, bench.FewImages, "--out", run.Path)).Expect(0);
        Assert.Contains("nothing is done again", again.Error, StringComparison.Ordinal);

        var other = (await EvaluateAsync(folder, bench.FewImages, "--out", run.Path, "--shard-size", "7")).Expect(5);
        Assert.Contains("its shard size is automatic, yours 7", other.Error, StringComparison.Ordinal);
        Assert.Equal(results, run.Results);
        Assert.Equal(report, File.ReadAllText(run.ReportPath));
    }

    [Fact]
    public async Task Every_kind_of_bad_image_is_counted_with_its_reason_and_the_budget_decides()
    {
        using var folder = new TemporaryFolder();
        var images = Copy(bench.FewImages, folder["images"]);
        var photograph = File.ReadAllBytes(Repository.Fixture("preprocess", "420-odd.jpg"));
        File.WriteAllBytes(Path.Combine(images, "class-0", "truncated.jpg"), photograph[..5000]);
        File.WriteAllBytes(Path.Combine(images, "class-1", "empty.jpg"), []);
        File.WriteAllText(Path.Combine(images, "class-2", "text.jpg"), "no image at all");
        File.WriteAllBytes(Path.Combine(images, "class-3", "damaged.png"), [.. File.ReadAllBytes(Repository.Fixture("preprocess", "palette.png")).AsSpan(0, 60), .. new byte[4000]]);
        using (var huge = File.Create(Path.Combine(images, "class-4", "huge.jpg")))
        {
            huge.Write(photograph);
            huge.SetLength(65 * 1024 * 1024);
        }

        var run = new RunOutput(folder["run"]);
        var tolerant = (await EvaluateAsync(folder, images, "--out", run.Path)).Expect(0);
        Assert.Equal("""{"total":35,"scored":30,"failed":5}""", run.Report["samples"]!.ToJsonString());
        Assert.Contains("5 failed", tolerant.Output, StringComparison.Ordinal);
        var failures = run.Predictions.Where(line => line["failure"] is not null).ToDictionary(line => Path.GetFileName(line["sample"]!.GetValue<string>()), line => line["failure"]!["kind"]!.GetValue<string>());
        Assert.Equal("Truncated", failures["truncated.jpg"]);
        Assert.Equal("Empty", failures["empty.jpg"]);
        Assert.Equal("NotAnImage", failures["text.jpg"]);
        Assert.Equal("TooLarge", failures["huge.jpg"]);
        Assert.Contains(failures["damaged.png"], (string[])["Damaged", "Truncated"]);

        var strict = (await EvaluateAsync(folder, images, "--out", folder["strict"], "--max-failed", "4")).Expect(1);
        Assert.Contains("INVALID", strict.Output, StringComparison.Ordinal);
        Assert.Contains("5 of 35 samples failed; the job's error budget is 4.", strict.Output, StringComparison.Ordinal);
        Assert.Equal("INVALID", new RunOutput(folder["strict"]).Report["verdict"]!.GetValue<string>());
    }

    [Fact]
    public async Task Labels_come_from_a_file_and_names_of_every_script_are_kept()
    {
        using var folder = new TemporaryFolder();
        var images = folder["bilder 日本"];
        Directory.CreateDirectory(images);
        foreach (var name in new[] { "фото.jpg", "zweites ß.jpg" })
        {
            File.Copy(Repository.Fixture("preprocess", "gray.jpg"), Path.Combine(images, name));
        }

        var labels = folder.Write("labels.csv", "file,label\nфото.jpg,3\nzweites ß.jpg,4\n");
        var run = new RunOutput(folder["läufe", "1"]);
        (await EvaluateAsync(folder, images, "--labels", labels, "--out", run.Path)).Expect(0);

        Assert.Equal(["zweites ß.jpg 4", "фото.jpg 3"], run.Predictions.Select(line => $"{line["sample"]} {line["label"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Predict_needs_no_labels_and_reports_no_accuracy()
    {
        using var folder = new TemporaryFolder();
        var run = new RunOutput(folder["run"]);
        (await GhostNetProcess.RunAsync(folder.Path, "predict", "--model", bench.Model, "--images", Path.Combine(bench.FewImages, "class-0"), "--out", run.Path)).Expect(0);

        Assert.Null(run.Report["top1"]);
        Assert.Equal(3, run.Predictions.Count);
        Assert.All(run.Predictions, line =>
        {
            Assert.Null(line["label"]);
            Assert.Equal(5, line["top"]!.AsArray().Count);
        });
    }

    [Fact]
    public async Task Without_out_the_run_is_in_a_folder_of_its_own_and_found_again()
    {
        using var folder = new TemporaryFolder();
        (await EvaluateAsync(folder, bench.FewImages)).Expect(0);
        var again = (await EvaluateAsync(folder, bench.FewImages)).Expect(0);

        Assert.Contains("nothing is done again", again.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(folder["ghostnet-runs"]));
    }

    private Task<Finished> EvaluateAsync(TemporaryFolder folder, string images, params string[] more) =>
        GhostNetProcess.RunAsync(folder.Path, ["evaluate", "--model", bench.Model, "--images", images, .. more]);

    private static string[] Visible(string folder) => [.. Directory.GetFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal)];

    private static string Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return to;
    }
}
