using System.Collections.Immutable;
using GhostNet.Distributed.Cli.Runs;
using GhostNet.Distributed.Cli.Tests.Output;
using GhostNet.Distributed.Cli.Verbs;
using GhostNet.Distributed.Reporting;
using GhostNet.Distributed.Testing;

namespace GhostNet.Distributed.Cli.Tests.Verbs;

public sealed class CompareVerbTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private static readonly ImmutableArray<Prediction> First =
    [
        Scored("k/[0].jpg", 0, 0, 3.25f), Scored("k/1.jpg", 1, 0, 2.5f), Scored("k/2.jpg", 1, 1, 4), new Prediction { Sample = "k/3.jpg", Label = 0, Failure = new Failure(FailureKind.TimedOut, "took 3 s") },
    ];

    private static readonly ImmutableArray<Prediction> Second = [First[0], Scored("k/1.jpg", 1, 1, 2.625f), First[2], Scored("k/3.jpg", 0, 0, 1)];

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public async Task Two_runs_are_shown_side_by_side_the_same_way_everywhere_and_differing_ones_are_1(string culture)
    {
        using var under = new UnderCulture(culture);
        using var terminal = new TestTerminal();
        Assert.Equal(1, await CompareAsync(terminal, OutputFormat.Table));
        Golden.Equal("comparison.txt", terminal.Answer);
    }

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    public async Task The_JSON_of_a_comparison_is_the_golden_file_under_every_culture(string culture)
    {
        using var under = new UnderCulture(culture);
        using var terminal = new TestTerminal();
        Assert.Equal(1, await CompareAsync(terminal, OutputFormat.Json));
        Golden.Equal("comparison.json", terminal.Answer);
    }

    [Fact]
    public async Task The_same_predictions_in_every_form_are_0()
    {
        var run = await RunAsync("a", First);
        string[] forms = [run, Path.Combine(run, "report.json"), Path.Combine(run, "predictions.jsonl")];
        foreach (var (a, b) in forms.SelectMany(a => forms.Select(b => (a, b))))
        {
            using var terminal = new TestTerminal();
            Assert.Equal(0, await CompareAsync(terminal, a, b));
            Assert.StartsWith("SAME predictions", terminal.Answer, StringComparison.Ordinal);
            Assert.Empty(terminal.Narration);
        }
    }

    [Fact]
    public async Task What_a_file_is_its_content_says_and_not_its_name()
    {
        var run = await RunAsync("a", First);
        File.Move(Path.Combine(run, "report.json"), Path.Combine(run, "one"));
        File.Move(Path.Combine(run, "predictions.jsonl"), Path.Combine(run, "other.json"));
        using var terminal = new TestTerminal();
        Assert.Equal(0, await CompareAsync(terminal, Path.Combine(run, "one"), Path.Combine(run, "other.json")));
    }

    [Fact]
    public async Task A_report_alone_says_what_is_needed_to_compare_samples()
    {
        var run = await RunAsync("a", First);
        using var terminal = new TestTerminal();
        Assert.Equal(1, await CompareAsync(terminal, Path.Combine(run, "report.json"), await RunAsync("b", Second)));
        Assert.Contains("Samples are compared when both have predictions", terminal.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_4()
    {
        var run = await RunAsync("a", First);
        await RefusedAsync(4, $"There is no run, report or predictions {_folder["nothing"]}.", run, _folder["nothing"]);
        await RefusedAsync(4, "If no-such-job is a job, name its cluster with --cluster.", run, "no-such-job");
        File.Delete(Path.Combine(run, "report.json"));
        await RefusedAsync(4, $"There is no {Path.Combine(run, "report.json")} to compare.", run, run);
    }

    [Theory]
    [InlineData("", "is empty; expected a report.json or a predictions.jsonl.")]
    [InlineData("words", "is neither a report nor predictions:")]
    [InlineData("{}", "is neither a report nor predictions:")]
    [InlineData("""{"sample":"a"}""", "Line 1 of the predictions is not a prediction:")]
    public async Task What_is_neither_report_nor_predictions_is_2(string content, string message) =>
        await RefusedAsync(2, message, await RunAsync("a", First), _folder.Write("file", content));

    [Fact]
    public async Task A_folder_whose_predictions_are_not_those_of_its_report_is_2()
    {
        var (a, b) = (await RunAsync("a", First), await RunAsync("b", Second));
        File.Copy(Path.Combine(a, "predictions.jsonl"), Path.Combine(b, "predictions.jsonl"), overwrite: true);
        await RefusedAsync(2, "they are not of one run. ghostnet verify says which is right.", a, b);
    }

    [Fact]
    public async Task A_job_of_a_cluster_is_compared_as_a_run_is()
    {
        var job = new FinishedJob(JobState.Succeeded, Report(Second, "ghostnet-1").ToJson(), Second);
        using var terminal = new TestTerminal();
        Assert.Equal(0, await CompareVerb.CompareAsync(await GivenRun.OfJobAsync(job, Stop), await GivenRun.OpenAsync(await RunAsync("b", Second), Stop), OutputFormat.Table, terminal.Terminal, Stop));
        Assert.Contains("Of 4 samples in both, 0 differ", terminal.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_without_a_report_is_4()
    {
        var fault = await Assert.ThrowsAsync<CliException>(() => GivenRun.OfJobAsync(new FinishedJob(JobState.Canceled, null, []), Stop));
        Assert.Equal(4, fault.ExitCode);
        Assert.Equal("Job job has no report to compare: it is Canceled with 0 of 1 shards accepted. ghostnet show job says more.", fault.Message);
    }

    public void Dispose() => _folder.Dispose();

    private static Task<int> CompareAsync(TestTerminal terminal, string a, string b) => terminal.RunAsync("compare", a, b);

    // The path of a run is part of the answer, and that of a temporary folder is never the same.
    private async Task<int> CompareAsync(TestTerminal terminal, OutputFormat output)
    {
        var a = await GivenRun.OpenAsync(await RunAsync("a", First), Stop) with { Name = "runs/a" };
        var b = await GivenRun.OpenAsync(await RunAsync("b", Second, model: "ghostnet-2"), Stop) with { Name = "runs/[b]" };
        return await CompareVerb.CompareAsync(a, b, output, terminal.Terminal, Stop);
    }

    private static async Task RefusedAsync(int exitCode, string message, string a, string b)
    {
        using var terminal = new TestTerminal();
        Assert.Equal(exitCode, await CompareAsync(terminal, a, b));
        Assert.Contains(message, terminal.Narration, StringComparison.Ordinal);
        Assert.Empty(terminal.Answer);
    }

    private async Task<string> RunAsync(string name, ImmutableArray<Prediction> predictions, string model = "ghostnet-1")
    {
        var run = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(run);
        await using var file = File.Create(Path.Combine(run, "predictions.jsonl"));
        await PredictionsFile.WriteAsync(predictions.ToAsyncEnumerable(), file, ClassLabels.None, Stop);
        await File.WriteAllTextAsync(Path.Combine(run, "report.json"), Report(predictions, model).ToJson(), Stop);
        return run;
    }

    private static Report Report(ImmutableArray<Prediction> predictions, string model)
    {
        var spec = new JobSpec { Id = JobId.Parse("job"), Model = new ModelRef(model, model.PadRight(64, 'e')), Dataset = new DatasetRef("four", new string('c', 64), "/data") };
        using var builder = new ReportBuilder(new ReportSources
        {
            Spec = spec,
            Plan = JobPlan.Cut(predictions.Length, predictions.Length),
            ModelCard = """{"labels":[{"id":"a","name":"circle"},{"id":"b","name":"[square]"}]}""",
            Recipe = "{}",
            RecipeDigest = new string('d', 64),
        });
        builder.Add(new ShardResult
        {
            Header = new ShardHeader
            {
                Job = spec.Id,
                Shard = 0,
                Range = new ShardRange(0, predictions.Length),
                Attempt = 1,
                Host = ReportTableTests.Host("edge", 1).Host,
                StartedAt = DateTimeOffset.UnixEpoch,
                FinishedAt = DateTimeOffset.UnixEpoch.AddSeconds(1),
                Tally = predictions.Aggregate(default(Tally), (sum, p) => sum + Tally.Of(p)),
                Stages = default,
            },
            Predictions = predictions,
        });
        return builder.Build();
    }

    private static Prediction Scored(string sample, int label, int best, float score) => new()
    {
        Sample = sample,
        Label = label,
        Top = [new ScoredClass(best, score, 0.75f), new ScoredClass(1 - best, score - 1, 0.25f)],
        LatencyMicroseconds = 1000,
        LabelRank = label == best ? 0 : 1,
    };

    private sealed class FinishedJob(JobState state, string? report, ImmutableArray<Prediction> predictions) : JobHandle
    {
        public override JobId Id => JobId.Parse("job");

        public override Task<string?> ReadReportJsonAsync(CancellationToken cancellationToken = default) => Task.FromResult(report);

        public override Task<JobStatus> GetStatusAsync(CancellationToken cancellationToken = default) => Task.FromResult(new JobStatus
        {
            Id = Id,
            State = state,
            Samples = 4,
            Tally = default,
            Shards = 1,
            AcceptedShards = 0,
            LeasedShards = 0,
            RecoveredShards = 0,
        });

        public override IAsyncEnumerable<Prediction> ReadPredictionsAsync(CancellationToken cancellationToken = default) => predictions.ToAsyncEnumerable();
    }
}
