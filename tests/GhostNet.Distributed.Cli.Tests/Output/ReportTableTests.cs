using System.Collections.Immutable;
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
            Hosts = [],
        }));

    private static string Render(Report report)
    {
        using var terminal = new TestTerminal();
        ReportTable.Write(report, terminal.Terminal.Answer);
        return terminal.Answer;
    }

    private static ReportedHost Host(string name, int shards)
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
        return new ReportedHost(facts, shards, new SampleCounts(64 * shards, 64 * shards, 0), 20.817, 119.8, new StageSeconds(10, 20.5, 20, 69.5));
    }
}
