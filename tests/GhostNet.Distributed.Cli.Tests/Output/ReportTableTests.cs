using System.Collections.Immutable;
using System.Text.Json.Nodes;
using GhostNet.Distributed.Cli.Output;

namespace GhostNet.Distributed.Cli.Tests.Output;

public sealed class ReportTableTests
{
    private static readonly Report Valid = new()
    {
        Verdict = Verdict.Valid,
        Reasons = [],
        Job = new ReportedJob(JobId.Parse("evaluate-1"), JobKind.Evaluate, 79, 5, "1%", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddMinutes(2)),
        Samples = new SampleCounts(5000, 4988, 12),
        Top1 = new Accuracy(3321, 4988, 0.66579792, 0.652579, 0.678759),
        Top5 = new Accuracy(4260, 4988, 0.85404972, 0.843969, 0.863583),
        PredictionsDigest = new string('a', 64),
        FailureCounts = ImmutableSortedDictionary<string, long>.Empty.Add("NotAnImage", 11).Add("Truncated", 1),
        Failures = [new("k/[0].jpg", FailureKind.Truncated, "k/[0].jpg: JPEG ends at byte 18432"), .. Enumerable.Range(1, 11).Select(i => new ReportedFailure($"k/{i}.jpg", FailureKind.NotAnImage, $"k/{i}.jpg: no known image format"))],
        Model = new ReportedModel("ghostnet[1.0]", new string('b', 64), null),
        Dataset = new ReportedDataset("val", new string('c', 64), 5000, "/data/val"),
        Recipe = new ReportedRecipe(new string('d', 64), null),
        Throughput = new Throughput(41.6342, 119.8, "Samples divided by busy time."),
        Latency = new Latency(24.2, 22.35, 36.4, 163.1, 1066.4, "Per scored sample."),
        Time = new ReportedTime(new ThreadSeconds(958.4, 28.8, 164, 160, 556, 9.6, 40), TimePart.Infer, "infer-bound on 2 of 2 hosts: 58 % of thread time", null, "Time of threads."),
        Hosts = [Host("edge-[1]", 60), Host("edge-2", 19)],
        Classes = [],
        Environment = new ReportEnvironment([], [], [], [], []),
    };

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    public void A_valid_report_has_its_numbers_the_same_way_everywhere(string culture)
    {
        using var under = new UnderCulture(culture);
        Golden.Equal("report.txt", Render(Valid));
    }

    [Fact]
    public void An_invalid_report_says_why_and_one_without_labels_has_no_accuracy() => Golden.Equal(
        "invalid-report.txt",
        Render(Valid with
        {
            Verdict = Verdict.Invalid,
            Reasons = ["12 of 5000 samples failed; the job's error budget is 0.", "Shard 3 [of 79] has no result."],
            Top1 = null,
            Top5 = null,
            Latency = null,
            Time = null,
            Hosts = [],
        }));

    [Theory]
    [InlineData("")]
    [InlineData("de-DE")]
    public void Labels_architectures_and_their_agreement_are_shown_the_same_way_everywhere(string culture)
    {
        using var under = new UnderCulture(culture);
        Golden.Equal("canary-report.txt", Render(Canary));
    }

    [Fact]
    public void Many_differences_are_cut_short()
    {
        var agreement = Canary.Agreement!;
        var text = Render(Canary with { Agreement = agreement with { Differences = [.. Enumerable.Repeat(agreement.Differences[0], 11)] } });
        Assert.Contains("  and more, in report.json\n", text, StringComparison.Ordinal);
        Assert.Equal(10, text.Split("k/[7].jpg").Length - 1);
    }

    [Fact]
    public void A_job_whose_threads_waited_says_what_to_do()
    {
        var text = Render(Valid with { Time = Valid.Time! with { Conclusion = "fetch-bound on edge-[1]: 80 % of thread time", Advice = "Look at [the store]." } });
        Assert.Contains("\nfetch-bound on edge-[1]: 80 % of thread time\nLook at [the store].\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_the_time_before_threads_told_what_they_wait_for_has_no_such_table()
    {
        var text = Render(Valid with { Time = null, Hosts = [.. Valid.Hosts.Select(host => host with { ThreadSeconds = null })] });
        Assert.Contains("edge-2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("idle", text, StringComparison.Ordinal);
    }

    private static Report Canary => Valid with
    {
        Failures = [],
        FailureCounts = ImmutableSortedDictionary<string, long>.Empty,
        Samples = new SampleCounts(5056, 5056, 0),
        Model = new ReportedModel("ghostnet", new string('b', 64), JsonNode.Parse("""{"labels":[{"id":"a","name":"circle"},{"id":"b","name":"[square]"}]}""")),
        Hosts = [Host("cloud", 60) is var cloud ? cloud with { Host = cloud.Host with { Architecture = "x64", Labels = "arch=x64" } } : null!, Host("edge", 19) is var edge ? edge with { Host = edge.Host with { Labels = "arch=arm64,pool=edge" } } : null!],
        Architectures = [new ReportedArchitecture("arm64", 1, 19, new SampleCounts(1216, 1216, 0), 10.25, 118.6), new ReportedArchitecture("x64", 1, 60, new SampleCounts(3840, 3838, 2), 32.02, 119.9)],
        Agreement = new ReportedAgreement
        {
            Samples = 64,
            Architectures = [new ReportedCanary("arm64", ["edge"], 64), new ReportedCanary("x64", ["cloud"], 64)],
            Compared = 64,
            Differing = 1,
            ComparedWithResults = 64,
            DifferingFromResults = 1,
            Differences =
            [
                new ReportedDisagreement("k/[7].jpg", 1, [new ReportedOutcome("arm64", "edge", 0, 3.25f), new ReportedOutcome("x64", "cloud", 1, 3.5f)], new ReportedOutcome("x64", "cloud", 1, 3.5f)),
                new ReportedDisagreement("k/8.jpg", null, [new ReportedOutcome("arm64", "edge", Failure: FailureKind.TimedOut), new ReportedOutcome("x64", "cloud", 7, 3.5f)], null),
            ],
            LeftOut = ["The canary result x64/[0] comes a second time; it is left out."],
            Conclusion = "arm64 and x64 disagree on 1 of 64 canary samples.",
        },
    };

    private static string Render(Report report)
    {
        using var terminal = new TestTerminal();
        ReportTable.Write(report, terminal.Terminal.Answer);
        return terminal.Answer;
    }

    internal static ReportedHost Host(string name, int shards)
    {
        var facts = new HostFacts
        {
            Name = name,
            Architecture = "arm64",
            Processor = "Cortex-A76",
            Cores = 4,
            Threads = 4,
            BatchSize = 1,
            OperatingSystem = "Linux",
            Framework = ".NET 10",
            OnnxRuntime = "1.31.1",
            Product = "0.1.0",
        };
        return new ReportedHost(facts, shards, new SampleCounts(64 * shards, 64 * shards, 0), 20.817, 119.8, new StageSeconds(10, 20.5, 20, 69.5))
        {
            ThreadSeconds = new ThreadSeconds(479.2, 14.4, 82, 80, 278, 4.8, 20),
        };
    }
}
